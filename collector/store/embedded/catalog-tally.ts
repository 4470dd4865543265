import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { CorruptChunkError, SLACK_BYTES } from './chunk.ts';
import { addChunk, type ChunkTally, NO_CHUNKS } from './tally.ts';
import { TIERS } from './tiers.ts';

/** What a catalog says there is. */
export interface CatalogTally {
  /** Of the journal; 1 for a store that has nothing. */
  position: number;
  groups: number;
  /** Chunks and rows by the name of the tier, those of targets that were deleted left out. */
  tiers: Record<string, { chunks: number; rows: number }>;
  /** Rows that are in no file yet. */
  heads: ChunkTally;
}

/** Counts what a catalog says; of a file that nobody changes meanwhile, whatever locks are on it. */
export function tallyCatalog(file: string): CatalogTally {
  const address = new URL(pathToFileURL(file));
  address.searchParams.set('immutable', '1');
  const database = new DatabaseSync(address, { readOnly: true });
  try {
    const number = (text: string, ...values: number[]) =>
      Object.values(database.prepare(text).get(...values) ?? {}).map(Number);
    const tiers: CatalogTally['tiers'] = {};
    for (const [tier, { name }] of TIERS.entries()) {
      const [chunks = 0, rows = 0] = number('SELECT count(*), sum(rows) FROM chunks WHERE tier = ?', tier);
      tiers[name] = { chunks, rows };
    }
    const heads = { ...NO_CHUNKS };
    for (const { chunk } of database.prepare('SELECT chunk FROM heads ORDER BY grp, late').iterate()) {
      const bytes = new Uint8Array((chunk as Uint8Array).length + SLACK_BYTES);
      bytes.set(chunk as Uint8Array);
      try {
        addChunk(heads, bytes, (chunk as Uint8Array).length);
      } catch (error) {
        if (!(error instanceof CorruptChunkError || error instanceof RangeError)) throw error;
        heads.damagedChunks++;
      }
    }
    const [position = 1] = number("SELECT value FROM meta WHERE name = 'position'");
    const [groups = 0] = number('SELECT count(*) FROM groups');
    return { position, groups, tiers, heads };
  } finally {
    database.close();
  }
}
