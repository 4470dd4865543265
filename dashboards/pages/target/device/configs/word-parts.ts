/** A part of a line; `isOther`: the other line does not have it. */
export interface Part {
  text: string;
  isOther: boolean;
}

/** Longer lines are marked whole: comparing them word by word says nothing and costs much. */
const MOST_WORDS = 200;
const WORD = /\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu;

/** Two lines in parts: what they share, word by word, and what only one of them has. */
export function partsOf(before: string, after: string): [Part[], Part[]] {
  const old = before.match(WORD) ?? [];
  const now = after.match(WORD) ?? [];
  if (old.length === 0 || now.length === 0 || old.length > MOST_WORDS || now.length > MOST_WORDS)
    return [whole(before), whole(after)];
  const shared = longestShared(old, now);
  // Lines that share no word have nothing to do with one another.
  const common = shared.filter(([at]) => old[at].trim() !== '').length;
  if (common === 0) return [whole(before), whole(after)];
  return [join(old, new Set(shared.map(([at]) => at))), join(now, new Set(shared.map(([, at]) => at)))];
}

function whole(text: string): Part[] {
  return text === '' ? [] : [{ text, isOther: false }];
}

/** Neighbours that are alike become one part. */
function join(words: readonly string[], shared: ReadonlySet<number>): Part[] {
  const parts: Part[] = [];
  words.forEach((text, at) => {
    const isOther = !shared.has(at);
    const last = parts[parts.length - 1];
    if (last?.isOther === isOther) last.text += text;
    else parts.push({ text, isOther });
  });
  return parts;
}

/** Places of the longest sequence of words that both have. */
function longestShared(old: readonly string[], now: readonly string[]): [number, number][] {
  const width = now.length + 1;
  const lengths = new Uint16Array((old.length + 1) * width);
  for (let a = old.length - 1; a >= 0; a--)
    for (let b = now.length - 1; b >= 0; b--)
      lengths[a * width + b] =
        old[a] === now[b]
          ? lengths[(a + 1) * width + b + 1] + 1
          : Math.max(lengths[(a + 1) * width + b], lengths[a * width + b + 1]);
  const found: [number, number][] = [];
  let a = 0;
  let b = 0;
  while (a < old.length && b < now.length) {
    if (old[a] === now[b]) found.push([a++, b++]);
    else if (lengths[(a + 1) * width + b] >= lengths[a * width + b + 1]) a++;
    else b++;
  }
  return found;
}
