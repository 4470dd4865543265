/** The numbers of an OID, with or without a dot in front; undefined when it is none. */
export function parseOid(text: string): number[] | undefined {
  const parts: number[] = [];
  let part = -1;
  for (let at = text.charCodeAt(0) === dot ? 1 : 0; at <= text.length; at++) {
    const code = at === text.length ? dot : text.charCodeAt(at);
    if (code === dot) {
      if (part < 0 || part > largestPart) return undefined;
      parts.push(part);
      part = -1;
    } else if (code >= zero && code <= zero + 9) {
      part = Math.max(part, 0) * 10 + code - zero;
    } else {
      return undefined;
    }
  }
  return parts.length >= 2 && parts[0]! <= 2 ? parts : undefined;
}

/** The order in which a device walks its objects. */
export function compareOids(a: readonly number[], b: readonly number[]): number {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) {
    const difference = a[at]! - b[at]!;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

const dot = 46;
const zero = 48;
const largestPart = 4_294_967_295;
