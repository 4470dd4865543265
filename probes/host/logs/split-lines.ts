import { TextDecoder } from 'node:util';
import type { Encoding } from './config.ts';

/** What the bytes of a file hold in whole lines. */
export interface SplitLines {
  lines: string[];
  /** Bytes of those lines, their ends included: what comes behind them is read again. */
  used: number;
}

const NEWLINE = 0x0a;

/** Takes the whole lines off the beginning of the bytes. */
export function splitLines(bytes: Buffer, encoding: Encoding): SplitLines {
  const end = lastNewline(bytes, encoding);
  if (end === 0) return { lines: [], used: 0 };
  const lines = textOf(bytes.subarray(0, end), encoding).split('\n');
  // What stands behind the last end of a line is nothing.
  lines.pop();
  for (const [index, line] of lines.entries()) lines[index] = tidy(line);
  return { lines, used: end };
}

/** The text of a line that has no end, or of which only the beginning is taken. */
export function lineOf(bytes: Buffer, encoding: Encoding): string {
  return tidy(textOf(bytes, encoding));
}

/** Bytes up to and with the first end of a line; 0 when there is none. */
export function firstNewline(bytes: Buffer, encoding: Encoding): number {
  if (encoding !== 'utf-16le') return bytes.indexOf(NEWLINE) + 1;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1))
    if (at % 2 === 0 && bytes[at + 1] === 0) return at + 2;
  return 0;
}

function lastNewline(bytes: Buffer, encoding: Encoding): number {
  if (encoding !== 'utf-16le') return bytes.lastIndexOf(NEWLINE) + 1;
  for (let at = bytes.lastIndexOf(NEWLINE); at >= 0; at = at === 0 ? -1 : bytes.lastIndexOf(NEWLINE, at - 1))
    if (at % 2 === 0 && bytes[at + 1] === 0) return at + 2;
  return 0;
}

function textOf(bytes: Buffer, encoding: Encoding): string {
  if (encoding === 'gbk') return new TextDecoder('gb18030').decode(bytes);
  return bytes.toString(encoding === 'utf-16le' ? 'utf16le' : 'utf8');
}

/**
 * Without the mark at the beginning of a file, the other half of a Windows line end, and the zeros that a writer leaves
 * who goes on behind the end of a file that was cut.
 */
function tidy(line: string): string {
  let from = 0;
  while (line.charCodeAt(from) === 0 || line.charCodeAt(from) === 0xfeff) from++;
  const to = line.endsWith('\r') ? line.length - 1 : line.length;
  return from === 0 && to === line.length ? line : line.slice(from, Math.max(from, to));
}
