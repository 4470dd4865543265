import { type Bins, emptySummary } from '../bins.ts';
import { FaultLog } from '../fault-log.ts';
import { CorruptChunkError, TIMES } from './chunk.ts';
import { MAX_ROWS } from './decimal-layout.ts';
import type { Source } from './groups.ts';
import type { OpenChunk } from './open-chunk.ts';
import { LATE_HEAD, type Piece, type Pieces } from './pieces.ts';
import { settleTimes, settleValues } from './settle.ts';

/** Takes samples `start` to `end` (excluded) of two columns, ascending over all calls. */
export type Sink = (timesMs: Float64Array, values: Float64Array, start: number, end: number) => void;

/** Reads raw samples out of heads, chunks in memory and chunks on disk as one. */
export class Reader {
  readonly #pieces: Pieces;
  readonly #open: OpenChunk;
  readonly #times = new Float64Array(MAX_ROWS);
  readonly #values = new Float64Array(MAX_ROWS);
  /** Sequence of the chunk whose times stand in `#times`; columns of one group follow each other in a query. */
  #timesOf = -1;
  readonly #corrupt = new Set<number>();
  readonly faults = new FaultLog();

  constructor(pieces: Pieces, open: OpenChunk) {
    this.#pieces = pieces;
    this.#open = open;
  }

  /** Samples of a series in [fromMs, toMs), in order of time, each time once. */
  samples(sources: readonly Source[], fromMs: number, toMs: number, sink: Sink): void {
    this.#walk(sources, fromMs, toMs, sink, undefined, false);
  }

  /**
   * Folds the samples of a series in [fromMs, toMs) into bins, without their values where a whole chunk lies in one
   * bin. With `climbing` a summary is taken only where its increase is known.
   */
  fold(sources: readonly Source[], fromMs: number, toMs: number, bins: Bins, climbing: boolean): void {
    const sink: Sink = (times, values, start, end) => bins.addSamples(times, values, start, end);
    this.#walk(sources, fromMs, toMs, sink, bins, climbing);
  }

  #walk(
    sources: readonly Source[],
    fromMs: number,
    toMs: number,
    sink: Sink,
    bins: Bins | undefined,
    climbing: boolean,
  ): void {
    const pieces = this.#pieces.find(sources, fromMs, toMs);
    for (let first = 0; first < pieces.length; ) {
      let next = first + 1;
      let endMs = pieces[first].toMs;
      while (next < pieces.length && pieces[next].fromMs <= endMs)
        endMs = Math.max(endMs, pieces[next++].toMs);
      const piece = pieces[first];
      if (next - first > 1 || piece.rank === LATE_HEAD) {
        this.#walkTogether(pieces.slice(first, next), fromMs, toMs, sink);
      } else if (
        !(
          bins?.holdsWhole(piece.fromMs, piece.toMs) &&
          piece.fromMs >= fromMs &&
          piece.toMs < toMs &&
          this.#addWhole(piece, bins, climbing)
        )
      ) {
        if (this.#readAlone(piece)) clip(this.#times, this.#values, piece.rows, fromMs, toMs, sink);
      }
      first = next;
    }
  }

  /** Adds a piece that lies in one bin as a whole; false when its samples are needed one by one. */
  #addWhole(piece: Piece, bins: Bins, climbing: boolean): boolean {
    if (piece.head) {
      if (climbing) return false;
      piece.head.read(piece.source.column + 1, this.#values);
      bins.addValues(piece.fromMs, this.#values, piece.rows);
      return true;
    }
    if (!piece.chunk || this.#corrupt.has(piece.chunk.sequence)) return false;
    try {
      this.#openChunk(piece);
      this.#open.summarize(piece.source.column + 1, summary);
    } catch (error) {
      this.#report(piece, error);
      return true;
    }
    if (climbing && !summary.climbs) return false;
    summary.firstMs = piece.fromMs;
    summary.lastMs = piece.toMs;
    bins.addSummary(summary);
    return true;
  }

  /** Brings times and values of a piece that nothing overlaps into the scratch columns. */
  #readAlone(piece: Piece): boolean {
    const { head, chunk, source } = piece;
    if (head) {
      this.#timesOf = -1;
      head.read(TIMES, this.#times);
      head.read(source.column + 1, this.#values);
      return true;
    }
    return this.#readChunk(piece, chunk?.sequence ?? -1, this.#times, this.#values);
  }

  #readChunk(piece: Piece, sequence: number, times: Float64Array, values: Float64Array): boolean {
    if (this.#corrupt.has(sequence)) return false;
    try {
      this.#openChunk(piece);
      if (times !== this.#times || this.#timesOf !== sequence) {
        if (times === this.#times) this.#timesOf = -1;
        this.#open.times(times);
        if (times === this.#times) this.#timesOf = sequence;
      }
      this.#open.read(piece.source.column + 1, values);
      return true;
    } catch (error) {
      this.#report(piece, error);
      return false;
    }
  }

  #openChunk({ chunk, rows }: Piece): void {
    if (!chunk) throw new Error('a head is no chunk');
    this.#open.open(chunk);
    if (this.#open.rows !== rows) throw new CorruptChunkError('the chunk has another number of rows');
  }

  /** Pieces whose times overlap: all are read, and settled like samples that came twice. */
  #walkTogether(pieces: readonly Piece[], fromMs: number, toMs: number, sink: Sink): void {
    const byRank = [...pieces].sort((a, b) => a.source.group.id - b.source.group.id || a.rank - b.rank);
    const room = byRank.reduce((sum, { rows }) => sum + rows, 0);
    const times = new Float64Array(room + MAX_ROWS);
    const values = new Float64Array(room + MAX_ROWS);
    let count = 0;
    for (const piece of byRank) {
      const block = piece.source.column + 1;
      const ownTimes = times.subarray(count);
      const ownValues = values.subarray(count);
      if (piece.head) {
        piece.head.read(TIMES, ownTimes);
        piece.head.read(block, ownValues);
      } else if (!this.#readChunk(piece, piece.chunk?.sequence ?? -1, ownTimes, ownValues)) continue;
      count += piece.rows;
    }
    const kept = settleTimes(times, count);
    settleValues(values);
    clip(times, values, kept, fromMs, toMs, sink);
  }

  /** A chunk that cannot be read is named once and left out; the rest is served. */
  #report({ chunk, source, fromMs, toMs }: Piece, error: unknown): void {
    if (!chunk) throw error;
    this.report(chunk.sequence, source, fromMs, toMs, error);
  }

  /** Names a chunk that is damaged; any other error is thrown on. */
  report(sequence: number, { group, column }: Source, fromMs: number, toMs: number, error: unknown): void {
    if (!(error instanceof CorruptChunkError || error instanceof RangeError)) throw error;
    if (this.#corrupt.has(sequence)) return;
    this.#corrupt.add(sequence);
    const detail = `${group.target}, ${group.shape.columns[column].metric} and its neighbours: ${error.message}`;
    this.faults.add({ code: 'corrupt_chunk', fromMs, toMs, detail });
  }
}

const summary = emptySummary();

/** Hands on the part of ascending samples that lies in [fromMs, toMs). */
function clip(
  times: Float64Array,
  values: Float64Array,
  count: number,
  fromMs: number,
  toMs: number,
  sink: Sink,
): void {
  let start = 0;
  let end = count;
  if (times[0] < fromMs) start = lowerBound(times, count, fromMs);
  if (times[count - 1] >= toMs) end = lowerBound(times, count, toMs);
  if (start < end) sink(times, values, start, end);
}

function lowerBound(times: Float64Array, count: number, timeMs: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle] < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
