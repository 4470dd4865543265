/** When something will have to be looked at again, by id: the next one is found without looking at all of them. */
export class NextChanges {
  readonly #heap: { atMs: number; id: string; turn: number }[] = [];
  /** An entry of the heap counts only with the turn that stands here. */
  readonly #turns = new Map<string, number>();
  #turn = 0;

  /** Ids with a moment ahead. */
  get size(): number {
    return this.#turns.size;
  }

  /** In the place of what was said before; undefined: never. */
  set(id: string, atMs: number | undefined): void {
    this.#turns.delete(id);
    if (atMs === undefined) return;
    const turn = ++this.#turn;
    this.#turns.set(id, turn);
    this.#push({ atMs, id, turn });
  }

  /** Takes out what is due. */
  take(nowMs: number): string[] {
    const due: string[] = [];
    for (let top = this.#heap[0]; top && top.atMs <= nowMs; top = this.#heap[0]) {
      this.#pop();
      if (this.#turns.get(top.id) !== top.turn) continue;
      this.#turns.delete(top.id);
      due.push(top.id);
    }
    return due;
  }

  #push(entry: { atMs: number; id: string; turn: number }): void {
    const heap = this.#heap;
    // Entries that no longer count would pile up where moments far away are replaced again and again.
    if (heap.length > 2 * this.#turns.size + 1_000) this.#sweep();
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (heap[parent].atMs <= entry.atMs) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1].atMs < heap[child].atMs) child++;
      if (heap[child].atMs >= last.atMs) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
  }

  /** What is in order by time is a heap. */
  #sweep(): void {
    const living = this.#heap.filter(({ id, turn }) => this.#turns.get(id) === turn);
    living.sort((one, other) => one.atMs - other.atMs);
    this.#heap.splice(0, this.#heap.length, ...living);
  }
}
