/*
 * Looks at the folder of a store that nobody has open, such as a restored one: whether what the catalog points at stands
 * in the files, and whether the store opens and answers.
 */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DEFAULT_QUERY_LIMITS } from '../store.ts';
import { openEmbeddedStore } from './embedded-store.ts';
import { segmentName } from './segments.ts';
import { type ChunkTally, TallyReader } from './tally.ts';
import { TIERS } from './tiers.ts';

const READ_BYTES = 4 * 2 ** 20;
/** Series that are asked for, spread over all; each over all of its time. */
const ASKED_SERIES = 20;
const DAY_MS = 86_400_000;

/** What a file of chunks holds. */
export interface CountedFile {
  tally: ChunkTally;
  /** By where it begins: whose each chunk is, and how many rows it has. */
  chunks: Map<number, { group: number; rows: number }>;
}

/** Counts a file of chunks from its beginning. */
export async function countChunks(path: string, signal?: AbortSignal): Promise<CountedFile> {
  const chunks: CountedFile['chunks'] = new Map();
  const reader = new TallyReader(undefined, 0, (offset, group, rows) => chunks.set(offset, { group, rows }));
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(buffer, 0, READ_BYTES);
      if (bytesRead === 0) return { tally: reader.end(), chunks };
      reader.take(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

/** How many chunks the catalog knows in each file, and how many of them do not stand there. */
export function compareCatalog(
  folder: string,
  files: ReadonlyMap<string, CountedFile>,
): { name: string; known: number; missing: number }[] {
  const database = new DatabaseSync(join(folder, 'catalog.sqlite'), { readOnly: true });
  try {
    const partitions = database.prepare('SELECT DISTINCT tier, part FROM chunks ORDER BY tier, part').all();
    const chunks = database.prepare('SELECT grp, rows, offset FROM chunks WHERE tier = ? AND part = ?');
    return partitions.map(({ tier, part }) => {
      const startMs = Number(part) * TIERS[Number(tier)].partitionMs;
      const name = segmentName({ tier: Number(tier), startMs });
      const file = files.get(name);
      let known = 0;
      let missing = 0;
      for (const { grp, rows, offset } of chunks.iterate(Number(tier), Number(part))) {
        known++;
        const there = file?.chunks.get(Number(offset));
        if (there?.group !== grp || there?.rows !== rows) missing++;
      }
      return { name, known, missing };
    });
  } finally {
    database.close();
  }
}

/** What a store says once it is open. */
export interface OpenedStore {
  position: number;
  series: number;
  /** In one sentence each: what it could not read, and answers that contradict each other. */
  complaints: string[];
}

/** Opens the store as a collector does, and asks it for the history of some of its series in two ways; `span` begins with a day. */
export async function openAndAsk(
  folder: string,
  span: { fromMs: number; toMs: number },
): Promise<OpenedStore> {
  const store = await openEmbeddedStore(folder, { headBytes: 2 ** 40, recentBytes: 1 });
  try {
    const complaints: string[] = [];
    const all = await store.series({}, DEFAULT_QUERY_LIMITS.series);
    const every = Math.max(1, Math.floor(all.length / ASKED_SERIES));
    const limits = { ...DEFAULT_QUERY_LIMITS, points: 50_000_000, timeoutMs: 600_000 };
    for (const [index, { target, metric, labels }] of all.entries()) {
      if (index % every !== 0) continue;
      const selector = { metric, targets: [target], labels };
      const asked = { selector, ...span, onlySamples: true };
      const [raw] = await store.query({ ...asked, stepMs: 0, aggregation: 'last' }, limits);
      const [counted] = await store.query({ ...asked, stepMs: DAY_MS, aggregation: 'count' }, limits);
      const read = raw?.values.filter((value) => !Number.isNaN(value)).length ?? 0;
      const told = counted?.values.reduce((sum, value) => sum + value, 0) ?? 0;
      if (read !== told)
        complaints.push(`${metric} of ${target} has ${read} samples, counted by day ${told}`);
    }
    const { series, faults } = store.stats();
    for (const { detail } of faults) complaints.push(detail);
    return { position: await store.position(), series, complaints };
  } finally {
    await store.close();
  }
}
