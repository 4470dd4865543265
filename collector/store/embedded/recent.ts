import type { Group } from './groups.ts';
import type { ChunkPlace } from './open-chunk.ts';

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
    group.recent.push(chunk);
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
    const at = group.recent.indexOf(chunk);
    if (at < 0) return;
    group.recent.splice(at, 1);
    if (group.onDiskToMs !== undefined && chunk.toMs > group.onDiskToMs) group.onDiskToMs = chunk.toMs;
  }
}
