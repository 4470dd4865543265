import { readFile } from 'node:fs/promises';
import { type ReadLine, Refused } from './recording-formats/line.ts';
import { readRecordLine } from './recording-formats/snmprec.ts';
import { readWalkLine, wantsMore } from './recording-formats/snmpwalk.ts';
import type { Variation } from './recording-formats/variation.ts';
import { compareOids } from './snmp/oid.ts';
import type { SnmpObject } from './snmp/value.ts';

/** One object of a recorded device; with a variation, `value` is what it was at the start. */
export interface RecordedObject extends SnmpObject {
  variation?: Variation;
}

/** A line that could not be understood. */
export interface BadLine {
  /** Counted from 1. */
  line: number;
  text: string;
  why: string;
}

export interface Recording {
  /** In the order of their OIDs, each once. */
  objects: RecordedObject[];
  /** What the first comment says, often the model. */
  title: string;
  /** The first hundred of them. */
  badLines: BadLine[];
  badLineCount: number;
  /** Lines whose OID had come before; the first one counts. */
  duplicates: number;
}

/** Reads a recorded walk: snmprec (`OID|TAG|VALUE`) or the text of `snmpwalk -On`. */
export async function readRecording(file: string): Promise<Recording> {
  return parseRecording(await readFile(file));
}

/** Bad lines are named and left out: half a recording is worth more than none. Text counts as UTF-8. */
export function parseRecording(content: Uint8Array | string): Recording {
  // One character a byte, so that octets in any encoding survive.
  const text = Buffer.from(content as Uint8Array).toString('latin1');
  const lines = text.replace(/^ï»¿/, '').split('\n');
  const rows: ReadLine[] = [];
  const badLines: BadLine[] = [];
  let badLineCount = 0;
  let title = '';

  for (let at = 0; at < lines.length; at++) {
    const first = at;
    let line = withoutReturn(lines[at]!);
    if (line.trim() === '') continue;
    if (line.startsWith('#')) {
      title ||= Buffer.from(line.slice(1).trim(), 'latin1').toString('utf8');
      continue;
    }
    const isRecord = recordLine.test(line);
    if (!isRecord) {
      while (at + 1 < lines.length && wantsMore(line, withoutReturn(lines[at + 1]!))) {
        line += `\n${withoutReturn(lines[++at]!)}`;
      }
    }
    const read = isRecord ? readRecordLine(line) : readWalkLine(line);
    if (read instanceof Refused) {
      badLineCount++;
      if (badLines.length < mostNamed) {
        badLines.push({ line: first + 1, text: line.slice(0, 120), why: read.why });
      }
    } else if (read) {
      rows.push(read);
    }
  }
  return { ...inOrder(rows), title, badLines, badLineCount };
}

/** A line that continues over `=` is of a walk, even where its value holds bars. */
const recordLine = /^[^=|]*\|/;
const mostNamed = 100;

function inOrder(rows: ReadLine[]): { objects: RecordedObject[]; duplicates: number } {
  const sorted = isSorted(rows) ? rows : rows.sort((a, b) => compareOids(a.parts, b.parts));
  const objects: RecordedObject[] = [];
  let before: readonly number[] = [];
  for (const { parts, object } of sorted) {
    if (compareOids(before, parts) === 0) continue;
    objects.push(object);
    before = parts;
  }
  return { objects, duplicates: rows.length - objects.length };
}

function isSorted(rows: readonly ReadLine[]): boolean {
  return rows.every((row, at) => at === 0 || compareOids(rows[at - 1]!.parts, row.parts) < 0);
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
