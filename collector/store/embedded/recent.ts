import { SLACK_BYTES } from './chunk.ts';
import type { Group } from './groups.ts';
import type { ChunkPlace } from './open-chunk.ts';

/** The newest chunks of a group, oldest first; their spans stand apart, so that a query touches only those it needs. */
export class RecentChunks {
  readonly places: ChunkPlace[] = [];
  /** From and to of each. */
  #spans = new Float64Array(8);

  add(place: ChunkPlace): void {
    const at = this.places.length * 2;
    if (at === this.#spans.length) {
      const larger = new Float64Array(at * 2);
      larger.set(this.#spans);
      this.#spans = larger;
    }
    this.#spans[at] = place.fromMs;
    this.#spans[at + 1] = place.toMs;
    this.places.push(place);
  }

  remove(place: ChunkPlace): boolean {
    const at = this.places.indexOf(place);
    if (at < 0) return false;
    this.places.splice(at, 1);
    this.#spans.copyWithin(at * 2, at * 2 + 2, (this.places.length + 1) * 2);
    return true;
  }

  /** True when the chunk at this index touches [fromMs, toMs). */
  touches(index: number, fromMs: number, toMs: number): boolean {
    return this.#spans[index * 2] < toMs && this.#spans[index * 2 + 1] >= fromMs;
  }
}

/**
 * The newest chunks in one piece of memory that is written round and round, so that the last hours, which everybody
 * looks at, are read without the disk. A chunk leaves when the next ones need its place.
 */
export class Recent {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly #queue: { group: Group; place: ChunkPlace }[] = [];
  #oldest = 0;
  #end = 0;

  constructor(bytes: number) {
    this.bytes = new Uint8Array(bytes + SLACK_BYTES);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Keeps a copy; one that is larger than all the memory is left on disk. */
  add(group: Group, place: ChunkPlace, chunk: Uint8Array): void {
    const room = this.bytes.length - SLACK_BYTES;
    if (chunk.length > room) {
      if (group.onDiskToMs !== undefined) group.onDiskToMs = Math.max(group.onDiskToMs, place.toMs);
      return;
    }
    let start = this.#end;
    if (start + chunk.length > room) {
      // What is left at the end is too short: everything there leaves, and it begins anew.
      this.#dropUntil(start, room);
      start = 0;
    }
    this.#end = start + chunk.length;
    this.#dropUntil(start, this.#end);
    this.bytes.set(chunk, start);
    place.keptAt = start;
    group.recent.add(place);
    this.#queue.push({ group, place });
    if (this.#oldest > 1024 && this.#oldest * 2 > this.#queue.length) {
      this.#queue.splice(0, this.#oldest);
      this.#oldest = 0;
    }
  }

  /** The oldest leave while they reach into these bytes. */
  #dropUntil(start: number, end: number): void {
    for (let next = this.#queue[this.#oldest]; next; next = this.#queue[this.#oldest]) {
      const { group, place } = next;
      if (place.keptAt >= end || place.keptAt + place.bytes <= start) return;
      this.#oldest++;
      place.keptAt = -1;
      if (!group.recent.remove(place)) continue;
      if (group.onDiskToMs !== undefined && place.toMs > group.onDiskToMs) group.onDiskToMs = place.toMs;
    }
  }
}
