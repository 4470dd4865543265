import type { Rows } from '../store.ts';
import type { Catalog } from './catalog.ts';
import { ChunkView, TIMES, writeChunk } from './chunk.ts';
import { MAX_ROWS } from './decimal-layout.ts';
import type { Group, Groups, Shape } from './groups.ts';
import type { Head } from './head.ts';
import type { Pieces } from './pieces.ts';
import type { Recent } from './recent.ts';
import type { Rollups } from './rollups.ts';
import type { Segments } from './segments.ts';
import { settleTimes, settleValues } from './settle.ts';
import { alignDown, TIERS } from './tiers.ts';

/** A chunk holds about this many values: narrow groups get longer ones, within these bounds. */
const CHUNK_VALUES = 24_000;
const MIN_ROWS = 120;
const LONGEST_ROWS = 240;
/** When heads outgrow their memory the largest become chunks until this share of it is used. */
const RELIEVED = 0.95;

/** What the writer works on. */
export interface WriterParts {
  catalog: Catalog;
  segments: Segments;
  groups: Groups;
  shapes: Map<number, Shape>;
  groupsById: Map<number, Group>;
  pieces: Pieces;
  recent: Recent;
  rollups: Rollups;
  nextSequence(): number;
  headBytes: number;
}

/**
 * Puts rows into heads and full heads into chunks. Rows newer than all before go to a group's main head, so that main
 * chunks never overlap; what came late goes to a second one and is settled when it is read.
 */
export class Writer {
  readonly #parts: WriterParts;
  #nextSeries: number;

  constructor(parts: WriterParts) {
    this.#parts = parts;
    this.#nextSeries = parts.catalog.number('next_series', 1);
  }

  append(rows: Rows): void {
    const group = this.groupOf(rows);
    const width = group.series.length;
    const { timesMs, values } = rows;
    for (let row = 0; row < timesMs.length; row++) this.#push(group, timesMs[row], values, row * width);
  }

  /** The group of a schema, which is made when it is new. */
  groupOf(rows: Pick<Rows, 'schemaId' | 'schema'>): Group {
    return this.#parts.groups.find(rows.schemaId) ?? this.#addGroup(rows);
  }

  #push(group: Group, timeMs: number, values: Float64Array, offset: number): void {
    const { main, late } = group;
    if (timeMs > (group.newestMs ?? this.#parts.pieces.newestMs(group))) {
      if (timeMs >= group.partitionEndMs || main.rows >= group.fullRows) {
        if (main.rows > 0) this.sealMain(group);
        const { partitionMs } = TIERS[0];
        group.partitionEndMs = alignDown(timeMs, partitionMs) + partitionMs;
      }
      main.push(timeMs, values, offset);
      group.newestMs = timeMs;
      return;
    }
    // After a crash the same rows come again.
    if (main.holds(timeMs, values, offset)) return;
    late.push(timeMs, values, offset);
    this.#parts.rollups.addedLate(group, timeMs);
    if (late.rows >= group.fullRows) this.sealLate(group);
  }

  #addGroup({ schemaId, schema }: Pick<Rows, 'schemaId' | 'schema'>): Group {
    const { catalog, groups, shapes, groupsById } = this.#parts;
    const { target, intervalMs, columns } = schema;
    const { id: shapeId } = catalog.shape(intervalMs, columns);
    let shape = shapes.get(shapeId);
    if (!shape) {
      shape = groups.addShape(shapeId, intervalMs, columns);
      shapes.set(shapeId, shape);
    }
    const series = groups.numberSeries(target, columns, () => this.#nextSeries++);
    catalog.setNumber('next_series', this.#nextSeries);
    const id = catalog.addGroup({ schemaId, shape: shapeId, target, series });
    const group = groups.add(id, schemaId, target, shape, series);
    group.newestMs = Number.NEGATIVE_INFINITY;
    group.onDiskToMs = Number.NEGATIVE_INFINITY;
    this.staggerFirst(group);
    groupsById.set(id, group);
    return group;
  }

  /** Groups that began together shall not become full together. */
  staggerFirst(group: Group): void {
    const full = fullRows(group);
    group.fullRows = Math.floor(full / 2) + ((group.id * 7919) % Math.ceil(full / 2));
  }

  /** Makes the main head a chunk. Throws what the disk throws, the head is as it was then. */
  sealMain(group: Group): void {
    const { main } = group;
    const { rollups, catalog } = this.#parts;
    const chunk = writeChunk(group.id, main.rows, group.series.length, group.hints, (block, into) =>
      main.read(block, into),
    );
    this.#keep(group, chunk, main.fromMs, main.toMs, main.rows, false);
    rollups.added(group, main.fromMs, main.toMs);
    if (main.checkpointed > 0) catalog.removeHead(group.id, false);
    main.clear();
    group.fullRows = fullRows(group);
  }

  /** Makes the late head one chunk for each partition that it touches. */
  sealLate(group: Group): void {
    const { late } = group;
    const times = new Float64Array(MAX_ROWS);
    late.read(TIMES, times);
    const rows = settleTimes(times, late.rows);
    const { partitionMs } = TIERS[0];
    for (let start = 0; start < rows; ) {
      const endMs = alignDown(times[start], partitionMs) + partitionMs;
      let end = start + 1;
      while (end < rows && times[end] < endMs) end++;
      const from = start;
      const chunk = writeChunk(group.id, end - from, group.series.length, group.hints, (block, into) => {
        late.read(block, into);
        if (block === TIMES) settleTimes(into, late.rows);
        else settleValues(into);
        into.copyWithin(0, from, end);
      });
      this.#keep(group, chunk, times[from], times[end - 1], end - from, true);
      start = end;
    }
    if (late.checkpointed > 0) this.#parts.catalog.removeHead(group.id, true);
    late.clear();
  }

  #keep(group: Group, bytes: Uint8Array, fromMs: number, toMs: number, rows: number, late: boolean): void {
    const { segments, catalog, recent } = this.#parts;
    const partition = { tier: 0, startMs: alignDown(fromMs, TIERS[0].partitionMs) };
    const offset = segments.append(partition, bytes);
    const sequence = this.#parts.nextSequence();
    const place = {
      sequence,
      fromMs,
      toMs,
      rows,
      late,
      offset,
      bytes: bytes.length,
      group: group.id,
      partition,
      keptAt: -1,
    };
    catalog.addChunk(place);
    recent.add(group, place, bytes);
  }

  /** Makes chunks of the largest heads when all together outgrew their memory. */
  relieve(): void {
    const { groups, headBytes } = this.#parts;
    if (groups.memory.bytes <= headBytes) return;
    const largest = [...groups.all()].sort((a, b) => headsOf(b) - headsOf(a));
    for (const group of largest) {
      if (groups.memory.bytes <= headBytes * RELIEVED) return;
      if (group.main.bytes >= group.late.bytes) this.sealMain(group);
      else this.sealLate(group);
    }
  }

  /** Makes chunks of heads that nothing was added to for long, as of a time. */
  sealIdle(group: Group, nowMs: number): void {
    const idleMs = Math.max(3_600_000, 3 * group.shape.intervalMs);
    if (group.main.rows > 0 && group.main.toMs < nowMs - idleMs) this.sealMain(group);
    if (group.late.rows > 0 && group.main.rows === 0) this.sealLate(group);
  }

  /** Brings the heads of a group into the open transaction; false when they are there already. */
  checkpoint(group: Group): boolean {
    let changed = false;
    for (const late of [false, true]) {
      const head = late ? group.late : group.main;
      if (head.rows === head.checkpointed) continue;
      const chunk = writeChunk(group.id, head.rows, group.series.length, group.hints, (block, into) =>
        head.read(block, into),
      );
      this.#parts.catalog.setHead(group.id, late, chunk);
      head.checkpointed = head.rows;
      changed = true;
    }
    return changed;
  }

  /** Puts a head of the last checkpoint back. Throws a CorruptChunkError when it is damaged. */
  restore(group: Group, late: boolean, chunk: Uint8Array): void {
    const whole = new Uint8Array(chunk.length + 8);
    whole.set(chunk);
    const view = new ChunkView();
    view.check(whole, new DataView(whole.buffer), chunk.length, group.id);
    const head = late ? group.late : group.main;
    const width = group.series.length;
    const rows = new Float64Array(view.rows * width);
    const column = new Float64Array(MAX_ROWS);
    for (let at = 0; at < width; at++) {
      view.read(at + 1, column);
      for (let row = 0; row < view.rows; row++) rows[row * width + at] = column[row];
    }
    view.read(TIMES, column);
    for (let row = 0; row < view.rows; row++) head.push(column[row], rows, row * width);
    head.checkpointed = head.rows;
    if (!late) group.partitionEndMs = alignDown(head.fromMs, TIERS[0].partitionMs) + TIERS[0].partitionMs;
  }
}

function fullRows(group: Group): number {
  return Math.min(LONGEST_ROWS, Math.max(MIN_ROWS, Math.floor(CHUNK_VALUES / group.series.length)));
}

function headsOf({ main, late }: { main: Head; late: Head }): number {
  return Math.max(main.bytes, late.bytes);
}
