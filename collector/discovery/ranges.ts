import { isIP, isIPv4 } from 'node:net';

/** Addresses of one sweep, at most. */
export const ADDRESSES_PER_SWEEP = 65_536;

const ALLOWED =
  'allowed are an address, a network such as 10.1.0.0/24, and a range such as 10.1.0.10-10.1.0.40';

/** How many addresses a text names; a sentence when it names none. */
export function countAddresses(text: string): number | string {
  const [first, last, ...more] = text.split('-').map((part) => part.trim());
  if (first === undefined || more.length > 0) return ALLOWED;
  if (last !== undefined) return countRange(first, last);
  const [address = '', prefix, ...rest] = first.split('/');
  if (isIP(address) === 0 || rest.length > 0) return ALLOWED;
  return prefix === undefined ? 1 : countNetwork(address, prefix);
}

function countRange(first: string, last: string): number | string {
  if (!isIPv4(first) || !isIPv4(last)) return ALLOWED;
  const count = numberOf(last) - numberOf(first) + 1;
  return count > 0 ? count : 'the range ends before it begins';
}

function countNetwork(address: string, prefix: string): number | string {
  const bits = isIPv4(address) ? 32 : 128;
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > bits) return ALLOWED;
  return 2 ** (bits - Number(prefix));
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
