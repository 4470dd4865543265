/*
 * Sample by sample: what agents made beside what stands in the store and what the loss ledger excuses.
 */
import type { Loss } from '#protocol/store-state.ts';
import type { MadeFrame } from '../kill-record.ts';
import { columnsOf, valueAt } from '../kill-values.ts';
import type { KilledAgent } from '../killed-agent.ts';
import type { Violations } from '../violations.ts';
import type { JournalTail } from './journal-tail.ts';
import type { StoredSeries } from './read-back.ts';

/** What was found of all agents. */
export interface StoredCounts {
  acknowledged: number;
  found: number;
  excused: number;
  /** Named as lost and there all the same. */
  lostButThere: number;
}

/** How exactly a store keeps a number, as a part of it. */
export type Exactness = number;

/** Compares every sample of an agent; `read` gives the rows of a metric. */
export async function checkStored(
  agent: KilledAgent,
  read: (metric: string) => Promise<StoredSeries[]>,
  world: { tail: JournalTail; losses: readonly Loss[]; exactness: Exactness },
  violations: Violations,
): Promise<StoredCounts> {
  const counts: StoredCounts = { acknowledged: 0, found: 0, excused: 0, lostButThere: 0 };
  const columns = columnsOf(agent.width);
  const acknowledged = placed(agent, world, violations);
  const missing: MissingSample[] = [];
  for (const metric of new Set(columns.map((column) => column.metric))) {
    const stored = Map.groupBy(await read(metric), ({ number }) => number);
    for (const [column, { metric: of, labels }] of columns.entries()) {
      if (of !== metric) continue;
      const times = timesOf(
        agent,
        column,
        stored.get(labels.number ?? '') ?? [],
        world.exactness,
        violations,
      );
      for (const { timeMs, position, isLost } of acknowledged) {
        // What was not read is nothing that every store can keep.
        if (Number.isNaN(valueAt(agent.number, column, timeMs))) continue;
        counts.acknowledged++;
        const isThere = times.has(timeMs);
        if (isThere) counts.found++;
        if (isThere && isLost) counts.lostButThere++;
        if (!isThere && isLost) counts.excused++;
        if (!isThere && !isLost) missing.push({ column, timeMs, position });
      }
    }
  }
  if (missing.length > 0)
    violations.add(
      'acknowledged samples that are neither stored nor lost',
      `agent ${agent.number}, ${inShort(missing)}`,
    );
  return counts;
}

interface MissingSample {
  column: number;
  timeMs: number;
  position: number;
}

/** How many, and where they begin and end. */
function inShort(missing: readonly MissingSample[]): string {
  const sorted = missing.toSorted((one, other) => one.position - other.position);
  const [first, last] = [sorted[0], sorted.at(-1)] as [MissingSample, MissingSample];
  const frames = new Set(missing.map(({ position }) => position)).size;
  const columns = [...new Set(missing.map(({ column }) => column))].slice(0, 10);
  return `${missing.length} of ${frames} frames, positions ${first.position} to ${last.position}, times ${first.timeMs} to ${last.timeMs}, columns ${columns.join(' ')}`;
}

interface PlacedFrame {
  timeMs: number;
  position: number;
  isLost: boolean;
}

/** Acknowledged frames with their place in the journal. */
function placed(
  { agent, number, record }: KilledAgent,
  { tail, losses }: { tail: JournalTail; losses: readonly Loss[] },
  violations: Violations,
): PlacedFrame[] {
  const frames: PlacedFrame[] = [];
  for (const [epoch, life] of record.lives) {
    for (const frame of life.frames.values()) {
      checkFrame(number, frame, violations);
      if (!frame.acknowledged) continue;
      const position = tail.positionOf(agent, epoch, frame.sequence);
      if (position === undefined) {
        violations.add('an acknowledged frame never was in the journal', `agent ${number}, ${frame.timeMs}`);
        continue;
      }
      const isLost = losses.some(({ from, to }) => from <= position && position <= to);
      frames.push({ timeMs: frame.timeMs, position, isLost });
    }
  }
  return frames;
}

function checkFrame(number: number, { timeMs, refused, lost }: MadeFrame, violations: Violations): void {
  if (refused) violations.add('a frame was refused', `agent ${number}, ${timeMs}`);
  if (lost) violations.add('an outbox was full', `agent ${number}, ${timeMs}`);
}

/** Times of one column; each stands once, was made, and has the value that was made. */
function timesOf(
  { number, record }: KilledAgent,
  column: number,
  stored: readonly StoredSeries[],
  exactness: Exactness,
  violations: Violations,
): Set<number> {
  const times = new Set<number>();
  for (const { timesMs, values } of stored) {
    for (const [index, timeMs] of timesMs.entries()) {
      const value = values[index] as number;
      if (Number.isNaN(value)) continue;
      const where = `agent ${number}, column ${column}, ${timeMs}`;
      const made = valueAt(number, column, timeMs);
      if (times.has(timeMs)) violations.add('a sample stands twice', where);
      if (!record.frames.has(timeMs)) violations.add('a sample that nobody made', where);
      else if (!(Math.abs(value - made) <= exactness * Math.abs(made)))
        violations.add('another value', `${where}: ${value} instead of ${made}`);
      times.add(timeMs);
    }
  }
  return times;
}
