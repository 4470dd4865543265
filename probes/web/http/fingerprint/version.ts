import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { activeOf } from './normalise.ts';

/** A part of a page that is there or is not: a line, or a block of lines of which only the hash was kept. */
export interface Unit {
  key: string;
  /** Characters. */
  weight: number;
  /** Absent where only the hash is known. */
  text?: string;
}

/** What one state of a page was, as it is kept; JSON. */
export interface Version {
  /** 12 hex digits over all of it. */
  fingerprint: string;
  /** The lines, packed, base64; a page that is too long for that has blocks. */
  lines?: string;
  blocks?: { every: number; units: (readonly [key: string, weight: number])[] };
  /** What runs or leads elsewhere. */
  active: string[];
}

/** 64 KB as text, and so that a page of any length takes no more. */
const MOST_PACKED = 48 * 1_024;
const MOST_BLOCKS = 1_000;
const MOST_ACTIVE = 500;
const MOST_UNPACKED = 32 * 1_024 * 1_024;

/** 12 hex digits that are the same when the lines are. */
export function fingerprintOf(lines: readonly string[]): string {
  return hashOf(lines.join('\n')).slice(0, 12);
}

/** The lines in the form in which they are kept. */
export function versionOf(lines: readonly string[], fingerprint: string): Version {
  const active = activeIn(lines).slice(0, MOST_ACTIVE);
  const packed = deflateRawSync(Buffer.from(lines.join('\n')));
  if (packed.length <= MOST_PACKED) return { fingerprint, lines: packed.toString('base64'), active };
  const every = Math.ceil(lines.length / (MOST_BLOCKS / 2));
  const units = blocksOf(lines, every).map(({ key, weight }): [string, number] => [key, weight]);
  return { fingerprint, blocks: { every, units: units.slice(0, MOST_BLOCKS) }, active };
}

/** What was kept, and the lines of now in the same parts. */
export function unitsOf(kept: Version, lines: readonly string[]): { before: Unit[]; now: Unit[] } {
  if (kept.blocks) {
    const before = kept.blocks.units.map(([key, weight]) => ({ key, weight }));
    return { before, now: blocksOf(lines, kept.blocks.every) };
  }
  const text = inflateRawSync(Buffer.from(kept.lines ?? '', 'base64'), {
    maxOutputLength: MOST_UNPACKED,
  }).toString();
  return { before: text.split('\n').map(lineUnit), now: lines.map(lineUnit) };
}

/** Each thing that runs or leads elsewhere, once. */
export function activeIn(lines: readonly string[]): string[] {
  return [...new Set(lines.flatMap((line) => activeOf(line) ?? []))];
}

function lineUnit(line: string): Unit {
  return { key: line, weight: line.length, text: line };
}

/** Blocks end behind lines whose hash says so: what is put in between changes one block, and not all behind it. */
function blocksOf(lines: readonly string[], every: number): Unit[] {
  const units: Unit[] = [];
  let block: string[] = [];
  for (const line of lines) {
    block.push(line);
    if (Number.parseInt(hashOf(line).slice(0, 8), 16) % every === 0 || block.length >= every * 8) finish();
  }
  finish();
  return units;

  function finish(): void {
    const text = block.join('\n');
    if (text !== '') units.push({ key: hashOf(text).slice(0, 12), weight: text.length, text });
    block = [];
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
