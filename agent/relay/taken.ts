import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import { SequenceRange } from '#protocol/session.ts';
import { writeWhole } from '../data-folder.ts';
import { RangeSet } from '../outbox/range-set.ts';
import { syncFolder } from '../outbox/segment.ts';

/**
 * Every sequence that was ever taken of an agent, by the life of its outbox: what comes twice is dropped, and a
 * welcome tells what need not come. Forgetting some costs sending twice, since a collector knows them as well.
 */
export interface Taken {
  has(epoch: string, sequence: number): boolean;
  add(epoch: string, sequence: number): void;
  of(epoch: string): SequenceRange[];
  /** Resolves when everything that was added before is durable. */
  save(): Promise<void>;
}

/** Those that something was added to last stay. */
const MAX_EPOCHS = 100;
/** Holes are what its agent gave up; the newest ranges stay. */
const MAX_RANGES = 500;
const File = z.record(z.string(), z.array(SequenceRange));

/** A file that is missing or damaged is an empty one. */
export async function openTaken(path: string): Promise<Taken> {
  const epochs = await load(path);
  let isSaved = true;
  return {
    has: (epoch, sequence) => epochs.get(epoch)?.has(sequence) ?? false,
    add(epoch, sequence) {
      const known = epochs.get(epoch) ?? new RangeSet();
      known.add(sequence);
      epochs.delete(epoch);
      epochs.set(epoch, known);
      isSaved = false;
      const [oldest] = epochs.keys();
      if (epochs.size > MAX_EPOCHS && oldest !== undefined) epochs.delete(oldest);
    },
    of: (epoch) => epochs.get(epoch)?.toRanges().slice(-MAX_RANGES) ?? [],
    async save() {
      if (isSaved) return;
      isSaved = true;
      try {
        const text = [...epochs].map(([epoch, ranges]) => [epoch, ranges.toRanges().slice(-MAX_RANGES)]);
        await writeWhole(path, JSON.stringify(Object.fromEntries(text)));
        await syncFolder(dirname(path));
      } catch (error) {
        isSaved = false;
        throw error;
      }
    },
  };
}

async function load(path: string): Promise<Map<string, RangeSet>> {
  try {
    const found = File.parse(JSON.parse(await readFile(path, 'utf8')));
    return new Map(Object.entries(found).map(([epoch, ranges]) => [epoch, new RangeSet(ranges)]));
  } catch {
    return new Map();
  }
}
