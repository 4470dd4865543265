import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { ROLLED_STEPS_MS, type RolledRows, type RolledTier } from '../rolled.ts';
import type { Rows, StoreSnapshot, StoreStats } from '../store.ts';
import { Catalog } from './catalog.ts';
import { CorruptChunkError } from './chunk.ts';
import { type Group, Groups, type Shape } from './groups.ts';
import { OpenChunk } from './open-chunk.ts';
import { PendingWindows } from './pending-windows.ts';
import { Pieces } from './pieces.ts';
import type { QueryParts } from './queries.ts';
import { Reader } from './reader.ts';
import { Recent } from './recent.ts';
import { Rollups } from './rollups.ts';
import { type Partition, Segments, segmentName } from './segments.ts';
import { TierReader } from './tier-reader.ts';
import { alignDown, type Retention, TIERS } from './tiers.ts';
import { Writer } from './writer.ts';

/** Work of one slice before others of the thread go on. */
const SLICE_MS = 5;
/** Chunks that retention forgets in one slice. */
const FORGET_ROWS = 5_000;

const CATALOG = 'catalog.sqlite';

/** Bounds of an engine. */
export interface EngineLimits {
  retention: Retention;
  headBytes: number;
  recentBytes: number;
  /** True while a snapshot needs every file to stay; default: never. */
  isHeld?(): boolean;
}

/** The state of an open data directory: from opening it until it is closed or fails. */
export class Engine {
  readonly #folder: string;
  readonly #limits: EngineLimits;
  readonly #catalog: Catalog;
  readonly #segments: Segments;
  readonly #groups = new Groups();
  readonly #groupsById = new Map<number, Group>();
  readonly #pieces: Pieces;
  readonly #reader: Reader;
  readonly #recent: Recent;
  readonly #pending: PendingWindows;
  readonly #tiers: TierReader;
  readonly #rollups: Rollups;
  readonly #writer: Writer;
  #rawFromMs: number;
  #position: number;
  /** Files of forgotten partitions; they go once the catalog has forgotten them durably. */
  #forgotten: Partition[] = [];

  constructor(folder: string, limits: EngineLimits) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
    this.#limits = limits;
    this.#catalog = new Catalog(join(folder, CATALOG));
    this.#segments = new Segments(folder, (partition) => this.#catalog.segmentBytes(partition));
    this.#pieces = new Pieces(this.#catalog);
    this.#recent = new Recent(limits.recentBytes);
    this.#reader = new Reader(this.#pieces, new OpenChunk(this.#segments, this.#recent));
    let sequence = this.#catalog.number('next_sequence', 1);
    const nextSequence = () => {
      this.#catalog.setNumber('next_sequence', sequence + 1);
      return sequence++;
    };
    const groupsById = this.#groupsById;
    this.#pending = new PendingWindows(this.#catalog);
    this.#tiers = new TierReader(
      this.#catalog,
      new OpenChunk(this.#segments, this.#recent),
      this.#reader,
      this.#pending,
    );
    this.#rollups = new Rollups({
      catalog: this.#catalog,
      segments: this.#segments,
      tiers: this.#tiers,
      pending: this.#pending,
      nextSequence,
      groupOf: (id) => groupsById.get(id),
    });
    this.#rawFromMs = this.#catalog.number('raw_from_ms', Number.MIN_SAFE_INTEGER);
    this.#position = this.#catalog.number('position', 1);
    const shapes = new Map<number, Shape>();
    this.#writer = new Writer({
      catalog: this.#catalog,
      segments: this.#segments,
      groups: this.#groups,
      shapes,
      groupsById,
      pieces: this.#pieces,
      recent: this.#recent,
      rollups: this.#rollups,
      nextSequence,
      headBytes: limits.headBytes,
    });
    this.#load(shapes);
    if (!this.#isHeld) this.#removeLeftOvers();
  }

  #load(shapes: Map<number, Shape>): void {
    for (const { id, intervalMs, columns } of this.#catalog.shapes()) {
      shapes.set(id, this.#groups.addShape(id, intervalMs, columns));
    }
    for (const { id, schemaId, target, shape, series } of this.#catalog.groups()) {
      const group = this.#groups.add(id, schemaId, target, shapes.get(shape) as Shape, series);
      this.#writer.staggerFirst(group);
      this.#groupsById.set(id, group);
    }
    for (const { group: id, late, chunk } of this.#catalog.heads()) {
      const group = this.#groupsById.get(id) as Group;
      try {
        this.#writer.restore(group, late, chunk);
      } catch (error) {
        if (!(error instanceof CorruptChunkError || error instanceof RangeError)) throw error;
        this.#reader.report(-id, { group, column: 0 }, Number.NaN, Number.NaN, error);
      }
    }
  }

  /** Files that the catalog does not know were made after the last commit, or forgotten just before a crash. */
  #removeLeftOvers(): void {
    for (const [tier, { name, partitionMs }] of TIERS.entries()) {
      const known = new Set(this.#catalog.partitions(tier).map(({ startMs }) => startMs));
      for (const file of readdirSync(join(this.#folder, name))) {
        const startMs = Date.parse(file.slice(0, 10));
        if (startMs % partitionMs === 0 && !known.has(startMs)) rmSync(join(this.#folder, name, file));
      }
    }
  }

  get position(): number {
    return this.#position;
  }

  /** Takes rows in slices, so that queries go on in between. */
  async append(batch: readonly Rows[]): Promise<void> {
    let sliceMs = performance.now();
    for (let at = 0; at < batch.length; at++) {
      this.#writer.append(batch[at]);
      if (at % 16 !== 15 || performance.now() - sliceMs < SLICE_MS) continue;
      this.#writer.relieve();
      await setImmediate();
      sliceMs = performance.now();
    }
    this.#writer.relieve();
  }

  /** Takes roll-ups out of another store. */
  async putRolled(batch: readonly RolledRows[], tier: RolledTier): Promise<void> {
    let sliceMs = performance.now();
    for (const rows of batch) {
      this.#rollups.put(tier === '1m' ? 1 : 2, this.#writer.groupOf(rows), rows);
      if (performance.now() - sliceMs < SLICE_MS) continue;
      await setImmediate();
      sliceMs = performance.now();
    }
    for (const { timesMs } of batch) this.#rawGoneTo(timesMs[timesMs.length - 1] + ROLLED_STEPS_MS[tier]);
  }

  /** Questions of any width are answered from roll-ups up to here, unless there are samples. */
  #rawGoneTo(timeMs: number): void {
    let oldestMs = timeMs;
    for (const { startMs } of this.#catalog.partitions(0)) oldestMs = Math.min(oldestMs, startMs);
    for (const { main, late } of this.#groups.all()) {
      if (main.rows > 0) oldestMs = Math.min(oldestMs, main.fromMs);
      if (late.rows > 0) oldestMs = Math.min(oldestMs, late.fromMs);
    }
    const goneMs = alignDown(oldestMs, TIERS[0].partitionMs);
    if (goneMs <= this.#rawFromMs) return;
    this.#rawFromMs = goneMs;
    this.#catalog.setNumber('raw_from_ms', goneMs);
  }

  /** Makes everything durable, as of a journal position. */
  async checkpoint(position: number): Promise<void> {
    let sliceMs = performance.now();
    for (const group of this.#groups.all()) {
      if (!this.#writer.checkpoint(group) || performance.now() - sliceMs < SLICE_MS) continue;
      await setImmediate();
      sliceMs = performance.now();
    }
    this.#catalog.setNumber('position', position);
    // The bytes of chunks are durable before what points at them.
    for (const { partition, bytes } of this.#segments.sync()) this.#catalog.setSegmentBytes(partition, bytes);
    this.#catalog.commit();
    this.#position = position;
    if (!this.#isHeld) this.#removeForgotten();
  }

  get #isHeld(): boolean {
    return this.#limits.isHeld?.() ?? false;
  }

  /** What came late may have made a partition anew. */
  #removeForgotten(): void {
    for (const { tier, startMs } of this.#forgotten) {
      const isKnown = this.#catalog.partitions(tier).some((partition) => partition.startMs === startMs);
      if (!isKnown) this.#segments.delete({ tier, startMs });
    }
    this.#forgotten = [];
  }

  /** The files as of the checkpoint just before; they stay as they are until `letGo`. */
  hold(): StoreSnapshot['files'] {
    const catalog = { name: CATALOG, path: join(this.#folder, CATALOG), bytes: this.#catalog.hold() };
    const partitions = [...TIERS.keys()].flatMap((tier) => this.#catalog.partitions(tier));
    const segments = partitions.map((partition) => {
      const name = segmentName(partition);
      return { name, path: join(this.#folder, name), bytes: this.#catalog.segmentBytes(partition) };
    });
    return [catalog, ...segments.filter(({ bytes }) => bytes > 0)];
  }

  letGo(): void {
    this.#catalog.letGo();
  }

  parts(): QueryParts {
    return {
      groups: this.#groups,
      pieces: this.#pieces,
      reader: this.#reader,
      tiers: this.#tiers,
      rawFromMs: () => this.#rawFromMs,
    };
  }

  /** Forgets raw samples; returns the bytes of the files that go. */
  deleteBefore(timeMs: number): number {
    if (timeMs <= this.#rawFromMs) return 0;
    this.#rawFromMs = timeMs;
    this.#catalog.setNumber('raw_from_ms', timeMs);
    let bytes = 0;
    while (true) {
      const partition = this.#oldestBefore(0, timeMs);
      if (!partition) return bytes;
      bytes += this.#catalog.segmentBytes(partition);
      while (this.#forget(partition));
    }
  }

  deleteTarget(target: string): void {
    for (const group of this.#groups.ofTarget(target)) {
      this.#catalog.removeGroup(group.id);
      this.#pending.forget(group.id);
      this.#groups.remove(group);
      this.#groupsById.delete(group.id);
    }
  }

  /** A slice of retention and roll-ups; true when more waits. */
  maintain(nowMs: number): boolean {
    for (const group of this.#groups.all()) this.#writer.sealIdle(group, nowMs);
    const { rawMs, minuteMs, hourMs } = this.#limits.retention;
    for (const [tier, keptMs] of [rawMs, minuteMs, hourMs].entries()) {
      const partition = this.#oldestBefore(tier, nowMs - keptMs);
      if (!partition) continue;
      if (tier === 0) {
        this.#rawFromMs = Math.max(this.#rawFromMs, partition.startMs + TIERS[0].partitionMs);
        this.#catalog.setNumber('raw_from_ms', this.#rawFromMs);
      }
      this.#forget(partition);
      return true;
    }
    const startedMs = performance.now();
    while (performance.now() - startedMs < SLICE_MS) if (!this.#rollups.step(this.#rawFromMs)) return false;
    return true;
  }

  #oldestBefore(tier: number, timeMs: number): Partition | undefined {
    return this.#catalog.partitions(tier).find(({ startMs }) => startMs + TIERS[tier].partitionMs <= timeMs);
  }

  #forget(partition: Partition): boolean {
    if (this.#catalog.removePartition(partition, FORGET_ROWS)) return true;
    this.#forgotten.push(partition);
    return false;
  }

  stats(): Omit<StoreStats, 'samplesAppended'> {
    return {
      engine: 'embedded',
      series: this.#groups.series,
      diskBytes: this.#catalog.totalBytes(),
      memoryBytes: this.#groups.memory.bytes + this.#recent.bytes.length,
      rollupsPending: this.#pending.size,
      ...this.#reader.faults.stats(),
      warnings: [],
    };
  }

  /** Closes without making anything durable that is not yet. */
  abandon(): void {
    this.#catalog.abandon();
    this.#segments.close();
  }

  close(): void {
    this.#catalog.close();
    this.#segments.close();
  }
}
