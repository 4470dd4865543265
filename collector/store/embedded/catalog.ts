import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Column } from '#protocol/schema.ts';
import { StoreUnavailableError } from '../store.ts';
import { readRuns, writeRuns } from './runs.ts';
import type { Partition } from './segments.ts';
import { TIERS } from './tiers.ts';

const FORMAT = 1;
/** Pages of the log after which a commit writes them into the file; SQLite's own default. */
const CHECKPOINT_PAGES = 1_000;

/** Where a chunk is, without its bytes. */
export interface ChunkRow {
  sequence: number;
  fromMs: number;
  toMs: number;
  rows: number;
  late: boolean;
  offset: number;
  bytes: number;
}

/** A group as it is persisted. */
export interface GroupRow {
  id: number;
  schemaId: string;
  shape: number;
  target: string;
  series: Uint32Array;
}

const TABLES = `
  CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS shapes (id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, interval_ms INTEGER NOT NULL, columns BLOB NOT NULL);
  CREATE TABLE IF NOT EXISTS groups (id INTEGER PRIMARY KEY AUTOINCREMENT, schema_id BLOB NOT NULL UNIQUE, shape INTEGER NOT NULL, target TEXT NOT NULL, series BLOB NOT NULL);
  CREATE TABLE IF NOT EXISTS segments (tier INTEGER, part INTEGER, bytes INTEGER NOT NULL, PRIMARY KEY (tier, part)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS chunks (tier INTEGER, part INTEGER, grp INTEGER, from_ms INTEGER, sequence INTEGER, to_ms INTEGER NOT NULL,
    rows INTEGER NOT NULL, late INTEGER NOT NULL, offset INTEGER NOT NULL, bytes INTEGER NOT NULL, PRIMARY KEY (tier, part, grp, from_ms, sequence)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS heads (grp INTEGER, late INTEGER, chunk BLOB NOT NULL, PRIMARY KEY (grp, late));
  CREATE TABLE IF NOT EXISTS pending (tier INTEGER, grp INTEGER, window_ms INTEGER, PRIMARY KEY (tier, grp, window_ms)) WITHOUT ROWID;
`;

/**
 * What is known beside the samples: shapes, groups, where each chunk is, heads as of the last checkpoint, roll-ups to
 * do. Everything since the last `commit` is one open transaction, so that a crash takes all of it back at once: the
 * journal position, the heads, the chunks and the lengths of their files always belong together.
 */
export class Catalog {
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  /** Partition numbers of each tier, oldest first. */
  readonly #parts: number[][];

  constructor(path: string) {
    this.#path = path;
    try {
      this.#database = new DatabaseSync(path, { timeout: 0 });
      this.#database.exec(
        'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384',
      );
      this.#database.exec(TABLES);
    } catch (cause) {
      throw new StoreUnavailableError(sentenceFor(path, cause), { cause });
    }
    const format = this.number('format', 0);
    if (format > FORMAT) {
      this.#database.close();
      throw new StoreUnavailableError(
        `${path} has format ${format}, this version reads up to ${FORMAT}; start the newer version again`,
      );
    }
    if (format === 0) this.setNumber('format', FORMAT);
    this.#parts = TIERS.map((_, tier) =>
      this.#all('SELECT part FROM segments WHERE tier = ? ORDER BY part', tier).map(
        ([part]) => part as number,
      ),
    );
    this.#database.exec('BEGIN');
  }

  /** A number by name, or what it is when it was never set. */
  number(name: string, otherwise: number): number {
    const row = this.#all('SELECT value FROM meta WHERE name = ?', name)[0];
    return row ? (row[0] as number) : otherwise;
  }

  setNumber(name: string, value: number): void {
    this.#run(
      'INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      name,
      value,
    );
  }

  /** Makes everything so far durable. */
  commit(): void {
    this.#database.exec('COMMIT');
    this.#database.exec('BEGIN');
  }

  /**
   * Makes everything so far durable and leaves the file itself as it is until `letGo`: what is committed from here on
   * stands in the log beside it. Returns how many bytes it has. What is left to write into it is little, since commits
   * do so whenever the log has 4 MB; the log is looked through by nobody else, so that nothing keeps it from that.
   */
  hold(): number {
    this.#database.exec('COMMIT');
    try {
      const [checkpoint] = this.#database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all();
      if (checkpoint?.busy !== 0) throw new Error('the log of the catalog cannot be emptied');
      this.#database.exec('PRAGMA wal_autocheckpoint = 0');
    } finally {
      this.#database.exec('BEGIN');
    }
    return statSync(this.#path).size;
  }

  /** Ends `hold`. */
  letGo(): void {
    if (this.#database.isOpen) this.#database.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  }

  /** Closes and takes back what was not committed. */
  abandon(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  close(): void {
    if (!this.#database.isOpen) return;
    this.#database.exec('COMMIT');
    this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    this.#database.close();
  }

  /** Number of the shape with these columns, made when it is not there. */
  shape(intervalMs: number, columns: readonly Column[]): { id: number; made: boolean } {
    const json = JSON.stringify(columns);
    const hash = createHash('sha256').update(`${intervalMs} ${json}`).digest().subarray(0, 16);
    const known = this.#all('SELECT id FROM shapes WHERE hash = ?', hash)[0];
    if (known) return { id: known[0] as number, made: false };
    this.#run(
      'INSERT INTO shapes (hash, interval_ms, columns) VALUES (?, ?, ?)',
      hash,
      intervalMs,
      zstdCompressSync(json),
    );
    return { id: this.#lastId(), made: true };
  }

  shapes(): { id: number; intervalMs: number; columns: Column[] }[] {
    return this.#all('SELECT id, interval_ms, columns FROM shapes').map(([id, intervalMs, columns]) => ({
      id: id as number,
      intervalMs: intervalMs as number,
      columns: JSON.parse(zstdDecompressSync(columns as Uint8Array).toString()),
    }));
  }

  addGroup(group: Omit<GroupRow, 'id'>): number {
    const { schemaId, shape, target, series } = group;
    this.#run(
      'INSERT INTO groups (schema_id, shape, target, series) VALUES (?, ?, ?, ?)',
      Buffer.from(schemaId, 'hex'),
      shape,
      target,
      writeRuns(series),
    );
    return this.#lastId();
  }

  groups(): GroupRow[] {
    return this.#all('SELECT id, schema_id, shape, target, series FROM groups').map(
      ([id, schemaId, shape, target, series]) => ({
        id: id as number,
        schemaId: Buffer.from(schemaId as Uint8Array).toString('hex'),
        shape: shape as number,
        target: target as string,
        series: readRuns(series as Uint8Array),
      }),
    );
  }

  /** Takes a group away with everything that points at it; its bytes go when their files go. */
  removeGroup(id: number): void {
    this.#run('DELETE FROM groups WHERE id = ?', id);
    this.#run('DELETE FROM heads WHERE grp = ?', id);
    for (const tier of TIERS.keys()) {
      this.#run('DELETE FROM pending WHERE tier = ? AND grp = ?', tier, id);
      for (const { startMs } of this.partitions(tier)) {
        this.#run(
          'DELETE FROM chunks WHERE tier = ? AND part = ? AND grp = ?',
          tier,
          partOf(tier, startMs),
          id,
        );
      }
    }
  }

  segmentBytes({ tier, startMs }: Partition): number {
    const row = this.#all(
      'SELECT bytes FROM segments WHERE tier = ? AND part = ?',
      tier,
      partOf(tier, startMs),
    )[0];
    return row ? (row[0] as number) : 0;
  }

  setSegmentBytes({ tier, startMs }: Partition, bytes: number): void {
    this.#run('INSERT OR REPLACE INTO segments VALUES (?, ?, ?)', tier, partOf(tier, startMs), bytes);
  }

  /** Partitions of a tier that touch [fromMs, toMs), oldest first. */
  partitions(tier: number, fromMs = Number.NEGATIVE_INFINITY, toMs = Number.POSITIVE_INFINITY): Partition[] {
    const { partitionMs } = TIERS[tier];
    const found: Partition[] = [];
    for (const part of this.#parts[tier]) {
      const startMs = part * partitionMs;
      if (startMs < toMs && startMs + partitionMs > fromMs) found.push({ tier, startMs });
    }
    return found;
  }

  totalBytes(): number {
    return (this.#all('SELECT sum(bytes) FROM segments')[0][0] as number | null) ?? 0;
  }

  /** Forgets a partition; returns whether more of it is left, so that a large one goes in slices. */
  removePartition({ tier, startMs }: Partition, atMost: number): boolean {
    const part = partOf(tier, startMs);
    const removed = this.#run(
      `DELETE FROM chunks WHERE (tier, part, grp, from_ms, sequence) IN
        (SELECT tier, part, grp, from_ms, sequence FROM chunks WHERE tier = ? AND part = ? LIMIT ?)`,
      tier,
      part,
      atMost,
    );
    if (removed === atMost) return true;
    this.#run('DELETE FROM segments WHERE tier = ? AND part = ?', tier, part);
    this.#parts[tier] = this.#parts[tier].filter((known) => known !== part);
    return false;
  }

  addChunk(chunk: ChunkRow & { partition: Partition; group: number }): void {
    const { fromMs, sequence, toMs, rows, late, offset, bytes, group, partition } = chunk;
    const { tier, startMs } = partition;
    const part = partOf(tier, startMs);
    this.#learnPart(tier, part);
    this.#run(
      'INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      tier,
      part,
      group,
      fromMs,
      sequence,
      toMs,
      rows,
      late ? 1 : 0,
      offset,
      bytes,
    );
  }

  /** A new file counts with no bytes until the next commit says otherwise. */
  #learnPart(tier: number, part: number): void {
    if (this.#parts[tier].includes(part)) return;
    this.#parts[tier].push(part);
    this.#parts[tier].sort((a, b) => a - b);
    this.#run('INSERT OR IGNORE INTO segments VALUES (?, ?, 0)', tier, part);
  }

  removeChunksFrom({ tier, startMs }: Partition, group: number, fromMs: number): void {
    this.#run(
      'DELETE FROM chunks WHERE tier = ? AND part = ? AND grp = ? AND from_ms = ?',
      tier,
      partOf(tier, startMs),
      group,
      fromMs,
    );
  }

  /** Chunks of a group in one partition that touch [fromMs, toMs), by their beginning. */
  chunks({ tier, startMs }: Partition, group: number, fromMs: number, toMs: number): ChunkRow[] {
    const rows = this.#all(
      `SELECT sequence, from_ms, to_ms, rows, late, offset, bytes FROM chunks
        WHERE tier = ? AND part = ? AND grp = ? AND from_ms < ? AND to_ms >= ?`,
      tier,
      partOf(tier, startMs),
      group,
      toMs,
      fromMs,
    );
    return rows.map(([sequence, from, to, count, late, offset, bytes]) => ({
      sequence: sequence as number,
      fromMs: from as number,
      toMs: to as number,
      rows: count as number,
      late: late === 1,
      offset: offset as number,
      bytes: bytes as number,
    }));
  }

  /** Newest time in the chunks of a group in one raw partition; undefined when it has none there. */
  newestIn({ tier, startMs }: Partition, group: number): number | undefined {
    const found = this.#all(
      'SELECT max(to_ms) FROM chunks WHERE tier = ? AND part = ? AND grp = ?',
      tier,
      partOf(tier, startMs),
      group,
    )[0][0];
    return (found as number | null) ?? undefined;
  }

  setHead(group: number, late: boolean, chunk: Uint8Array): void {
    this.#run('INSERT OR REPLACE INTO heads VALUES (?, ?, ?)', group, late ? 1 : 0, chunk);
  }

  removeHead(group: number, late: boolean): void {
    this.#run('DELETE FROM heads WHERE grp = ? AND late = ?', group, late ? 1 : 0);
  }

  /** Heads of the last checkpoint, one after the other. */
  *heads(): Iterable<{ group: number; late: boolean; chunk: Uint8Array }> {
    for (const row of this.#statement('SELECT grp, late, chunk FROM heads').iterate()) {
      const [group, late, chunk] = row as unknown as [number, number, Uint8Array];
      yield { group, late: late === 1, chunk };
    }
  }

  addPending(tier: number, group: number, windowMs: number): void {
    this.#run('INSERT OR IGNORE INTO pending VALUES (?, ?, ?)', tier, group, windowMs);
  }

  removePending(tier: number, group: number, windowMs: number): void {
    this.#run('DELETE FROM pending WHERE tier = ? AND grp = ? AND window_ms = ?', tier, group, windowMs);
  }

  pending(): { tier: number; group: number; windowMs: number }[] {
    return this.#all('SELECT tier, grp, window_ms FROM pending').map(([tier, group, windowMs]) => ({
      tier: tier as number,
      group: group as number,
      windowMs: windowMs as number,
    }));
  }

  #statement(text: string): StatementSync {
    let statement = this.#statements.get(text);
    if (!statement) {
      statement = this.#database.prepare(text);
      statement.setReturnArrays(true);
      this.#statements.set(text, statement);
    }
    return statement;
  }

  #all(text: string, ...values: (string | number | Uint8Array)[]): unknown[][] {
    return this.#statement(text).all(...values) as unknown as unknown[][];
  }

  #run(text: string, ...values: (string | number | Uint8Array)[]): number {
    return Number(this.#statement(text).run(...values).changes);
  }

  #lastId(): number {
    return this.#all('SELECT last_insert_rowid()')[0][0] as number;
  }
}

function sentenceFor(path: string, cause: unknown): string {
  const { message } = cause as Error;
  if (/locked/.test(message))
    return `${path} is in use by another collector; stop it or choose another data directory`;
  if (/malformed|not a database/.test(message))
    return `${path} is damaged (${message}); put back the last backup of the data directory, or move its folder away to go on without what it held`;
  return `${path} cannot be opened: ${message}`;
}

/** Partitions are numbered by their place in time, which is shorter than the time. */
function partOf(tier: number, startMs: number): number {
  return Math.round(startMs / TIERS[tier].partitionMs);
}
