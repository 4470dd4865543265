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
 * The newest chunks in memory, so that the last hours, which everybody looks at, are read without the disk. The
 * oldest leave first when the budget is used up.
 */
export class Recent {
  #bytes = 0;
  readonly #budgetBytes: number;
  readonly #queue: { group: Group; chunk: ChunkPlace }[] = [];
  #first = 0;

  constructor(budgetBytes: number) {
    this.#budgetBytes = budgetBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(group: Group, chunk: ChunkPlace): void {
    group.recent.add(chunk);
    this.#queue.push({ group, chunk });
    this.#bytes += chunk.bytes;
    while (this.#bytes > this.#budgetBytes) this.#dropOldest();
    if (this.#first > 1024 && this.#first * 2 > this.#queue.length) {
      this.#queue.splice(0, this.#first);
      this.#first = 0;
    }
  }

  #dropOldest(): void {
    const { group, chunk } = this.#queue[this.#first++];
    this.#bytes -= chunk.bytes;
    if (!group.recent.remove(chunk)) return;
    if (group.onDiskToMs !== undefined && chunk.toMs > group.onDiskToMs) group.onDiskToMs = chunk.toMs;
  }
}
