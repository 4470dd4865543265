import type { Catalog } from './catalog.ts';
import type { Group, Source } from './groups.ts';
import type { Head } from './head.ts';
import type { ChunkPlace } from './open-chunk.ts';

/** Some rows of one group: a chunk or a head. */
export interface Piece {
  source: Source;
  fromMs: number;
  toMs: number;
  rows: number;
  /** Of two pieces with samples at one time the one with the higher rank wins, of one group; later groups win before. */
  rank: number;
  head: Head | undefined;
  chunk: ChunkPlace | undefined;
}

/** Ranks of heads and main chunks; late chunks have their sequence. */
export const MAIN = -1;
export const LATE_HEAD = Number.POSITIVE_INFINITY;

/** Finds the chunks and heads in which rows of a span are: in memory where the newest chunks suffice, else by the catalog. */
export class Pieces {
  readonly #catalog: Catalog;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  /** Pieces that touch [fromMs, toMs), by their beginning. */
  find(sources: readonly Source[], fromMs: number, toMs: number): Piece[] {
    const pieces: Piece[] = [];
    for (const source of sources) this.#addPieces(pieces, source, fromMs, toMs);
    return pieces.length > 1 ? pieces.sort((a, b) => a.fromMs - b.fromMs) : pieces;
  }

  #addPieces(pieces: Piece[], source: Source, fromMs: number, toMs: number): void {
    const { group } = source;
    if (fromMs <= this.#onDiskToMs(group)) this.#addChunks(pieces, source, fromMs, toMs);
    else {
      const { recent } = group;
      for (let at = 0; at < recent.places.length; at++) {
        if (recent.touches(at, fromMs, toMs)) pieces.push(chunkPiece(source, recent.places[at]));
      }
    }
    addHead(pieces, source, group.main, MAIN, fromMs, toMs);
    addHead(pieces, source, group.late, LATE_HEAD, fromMs, toMs);
  }

  #addChunks(pieces: Piece[], source: Source, fromMs: number, toMs: number): void {
    const { group } = source;
    for (const partition of this.#catalog.partitions(0, fromMs, toMs)) {
      for (const row of this.#catalog.chunks(partition, group.id, fromMs, toMs)) {
        const keptAt = group.recent.places.find(({ sequence }) => sequence === row.sequence)?.keptAt ?? -1;
        pieces.push(chunkPiece(source, { ...row, group: group.id, partition, keptAt }));
      }
    }
  }

  /** Newest time of what is not in memory any more. */
  #onDiskToMs(group: Group): number {
    if (group.onDiskToMs === undefined) {
      group.onDiskToMs = Number.NEGATIVE_INFINITY;
      for (const partition of this.#catalog.partitions(0).reverse()) {
        const newest = this.#catalog.newestIn(partition, group.id);
        if (newest === undefined) continue;
        group.onDiskToMs = newest;
        break;
      }
    }
    return group.onDiskToMs;
  }

  /** Newest time of all rows of a group that are in chunks or in its main head. */
  newestMs(group: Group): number {
    group.newestMs ??= Math.max(this.#onDiskToMs(group), group.main.toMs);
    return group.newestMs;
  }

  /** About how many rows of these sources lie in a span; chunks at its ends count in proportion. */
  countRows(sources: readonly Source[], fromMs: number, toMs: number): number {
    let rows = 0;
    for (const piece of this.find(sources, fromMs, toMs)) {
      const inside = Math.min(toMs - 1, piece.toMs) - Math.max(fromMs, piece.fromMs);
      const span = piece.toMs - piece.fromMs;
      rows += span > 0 && inside < span ? (piece.rows * Math.max(0, inside)) / span : piece.rows;
    }
    return Math.ceil(rows);
  }
}

function addHead(
  pieces: Piece[],
  source: Source,
  head: Head,
  rank: number,
  fromMs: number,
  toMs: number,
): void {
  if (head.rows === 0 || head.fromMs >= toMs || head.toMs < fromMs) return;
  pieces.push({
    source,
    fromMs: head.fromMs,
    toMs: head.toMs,
    rows: head.rows,
    rank,
    head,
    chunk: undefined,
  });
}

function chunkPiece(source: Source, chunk: ChunkPlace): Piece {
  const { fromMs, toMs, rows, late, sequence } = chunk;
  return { source, fromMs, toMs, rows, rank: late ? sequence : MAIN, head: undefined, chunk };
}
