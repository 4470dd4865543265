/*
 * What a person names for a sweep: `10.1.0.7`, `10.1.0.0/24`, `10.1.0.10-10.1.0.40`, `10.1.0.10-40`. IPv4 only: an
 * IPv6 network is too large to be swept.
 */

/** At most this many addresses are swept at a time: a network of 16 bits. */
export const MAX_ADDRESSES = 65_536;

/** An inclusive range of IPv4 addresses as numbers. */
export interface AddressRange {
  from: number;
  to: number;
}

/** The ranges, ordered and without overlap. Throws a sentence about the first one that is not understood. */
export function parseRanges(texts: readonly string[]): AddressRange[] {
  const ranges = merge(texts.map(parseRange));
  const count = countAddresses(ranges);
  if (count <= MAX_ADDRESSES) return ranges;
  throw new Error(`${count} addresses are too many: at most ${MAX_ADDRESSES} are swept at a time; name less`);
}

export function countAddresses(ranges: readonly AddressRange[]): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
}

/** Every address once, in the order in which they are asked. */
export function* addressesOf(ranges: readonly AddressRange[]): Generator<string> {
  for (const { from, to } of ranges) for (let at = from; at <= to; at++) yield textOf(at);
}

/** Whether an address is one of them; false for what is no IPv4 address. */
export function isNamed(ranges: readonly AddressRange[], address: string): boolean {
  const at = readNumber(address);
  return at !== undefined && ranges.some(({ from, to }) => from <= at && at <= to);
}

function parseRange(text: string): AddressRange {
  const plain = text.trim();
  const [first = '', last] = plain.split('-').map((part) => part.trim());
  if (last !== undefined) {
    const from = numberOf(first, text);
    const isLastPart = /^\d{1,3}$/.test(last);
    const to = numberOf(isLastPart ? first.replace(/\d+$/, last) : last, text);
    if (to < from) throw new Error(`"${text}" ends before it begins`);
    return { from, to };
  }
  const [address = '', prefix] = plain.split('/');
  const at = numberOf(address, text);
  return prefix === undefined ? { from: at, to: at } : rangeOfNetwork(at, prefix, text);
}

function rangeOfNetwork(address: number, prefix: string, text: string): AddressRange {
  const bits = Number(prefix);
  if (!/^\d{1,2}$/.test(prefix) || bits > 32) throw notUnderstood(text);
  const size = 2 ** (32 - bits);
  const from = Math.floor(address / size) * size;
  const to = from + size - 1;
  // The first and the last address of a network are nobody's.
  return bits >= 31 ? { from, to } : { from: from + 1, to: to - 1 };
}

function numberOf(address: string, text: string): number {
  const number = readNumber(address);
  if (number === undefined) throw notUnderstood(text);
  return number;
}

function readNumber(address: string): number | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address)?.slice(1).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return undefined;
  return parts.reduce((number, part) => number * 256 + part, 0);
}

function notUnderstood(text: string): Error {
  return new Error(
    `"${text}" is no range of addresses: "10.1.0.7", "10.1.0.0/24" and "10.1.0.10-10.1.0.40" are understood`,
  );
}

function textOf(number: number): string {
  return [number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255].join('.');
}

function merge(ranges: readonly AddressRange[]): AddressRange[] {
  const merged: AddressRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && range.from <= last.to + 1) last.to = Math.max(last.to, range.to);
    else merged.push({ ...range });
  }
  return merged;
}
