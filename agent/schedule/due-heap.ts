/** Something with a time at which it is due. */
export interface Due {
  dueMs: number;
}

/** The one that is due first stands on top: with thousands of jobs a look at all of them costs too much. */
export interface DueHeap<Each extends Due> {
  readonly size: number;
  top(): Each | undefined;
  /** To be called when the time of the one on top has changed. */
  sink(): void;
}

export function createDueHeap<Each extends Due>(entries: readonly Each[]): DueHeap<Each> {
  const heap = [...entries];
  for (let at = (heap.length >> 1) - 1; at >= 0; at--) sinkFrom(at);
  return {
    size: heap.length,
    top: () => heap[0],
    sink: () => sinkFrom(0),
  };

  function sinkFrom(start: number): void {
    const entry = heap[start];
    if (entry === undefined) return;
    let at = start;
    for (;;) {
      let child = 2 * at + 1;
      const left = heap[child];
      if (left === undefined) break;
      const right = heap[child + 1];
      if (right !== undefined && right.dueMs < left.dueMs) child++;
      const earlier = heap[child] as Each;
      if (earlier.dueMs >= entry.dueMs) break;
      heap[at] = earlier;
      at = child;
    }
    heap[at] = entry;
  }
}
