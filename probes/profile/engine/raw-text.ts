import type { RawValue } from './raw.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });
let gb18030: TextDecoder | undefined;

/** A value as text: UTF-8, else GB18030; without the zero bytes, spaces and stray quotes around it. */
export function rawText(raw: RawValue): string {
  const text = typeof raw === 'object' ? decode(raw) : String(raw);
  let start = 0;
  let end = text.length;
  // By hand: a pattern for the end takes a second over 60,000 blanks, which anybody may send.
  while (start < end && AROUND.test(text[start] as string)) start++;
  while (start < end && AROUND.test(text[end - 1] as string)) end--;
  return text.slice(start, end);
}

const AROUND = /["\s\0]/;

/** What patterns of profiles are held against: what devices call themselves is shorter, and what they may send is not. */
export function matchedText(text: string): string {
  return text.slice(0, MATCHED_CHARS);
}

const MATCHED_CHARS = 1_024;

function decode(bytes: Uint8Array): string {
  if (bytes.every((byte) => byte < 0x80)) return Buffer.from(bytes).toString('latin1');
  try {
    return utf8.decode(bytes);
  } catch {
    gb18030 ??= new TextDecoder('gb18030');
    return gb18030.decode(bytes);
  }
}

/** `aa:bb:cc:dd:ee:ff`; a value that is readable text stays text, as the names of ports in LLDP are either. */
export function macText(raw: RawValue): string {
  if (typeof raw !== 'object') return rawText(raw);
  // The six bytes of an address may look like Chinese, hardly ever like ASCII.
  const form = raw.length === 6 ? /^[ -~]+$/ : /^[^\p{Cc}\uFFFD]+$/u;
  const isReadable = form.test(decode(raw).replace(/\0+$/, ''));
  return isReadable ? rawText(raw) : hexPairs(raw).join(':');
}

/** Bytes as hex digits. */
export function hexText(raw: RawValue): string {
  return typeof raw === 'object' ? hexPairs(raw).join('') : rawText(raw);
}

/** An address of 4 or 16 bytes as people write it. */
export function ipText(raw: RawValue): string {
  if (typeof raw !== 'object') return rawText(raw);
  if (raw.length === 4) return [...raw].join('.');
  if (raw.length !== 16) return rawText(raw);
  const pairs = hexPairs(raw);
  return Array.from({ length: 8 }, (_, i) =>
    `${pairs[2 * i]}${pairs[2 * i + 1]}`.replace(/^0+(?=.)/, ''),
  ).join(':');
}

/** DateAndTime (8 or 11 bytes) as `2026-01-31 08:15:00`; text as it is. */
export function dateText(raw: RawValue): string {
  if (typeof raw !== 'object' || (raw.length !== 8 && raw.length !== 11)) return rawText(raw);
  const [high, low, ...rest] = raw as Uint8Array & number[];
  const [month, day, hour, minute, second] = rest.map((part) => String(part).padStart(2, '0'));
  return `${(high as number) * 256 + (low as number)}-${month}-${day} ${hour}:${minute}:${second}`;
}

function hexPairs(bytes: Uint8Array): string[] {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'));
}

/** A number at the beginning, with a unit after it or without; not the first of several, as in a date. */
const NUMBER = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)(?![\d.:/-])/i;

/** A value as a number; NaN when it is none. */
export function rawNumber(raw: RawValue): number {
  if (typeof raw === 'number') return raw;
  if (typeof raw === 'bigint') return Number(raw);
  const [, digits] = NUMBER.exec(rawText(raw)) ?? [];
  return digits === undefined ? Number.NaN : Number(digits);
}

/** Up to eight bytes as one number, the highest first; what is a number already stays it. */
export function octetsNumber(raw: RawValue): number {
  if (typeof raw !== 'object') return rawNumber(raw);
  if (raw.length === 0 || raw.length > 8) return Number.NaN;
  return raw.reduce((sum, byte) => sum * 256 + byte, 0);
}
