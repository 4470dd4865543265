/** Progress is measured over this time, by a point a second. */
const WINDOW_MS = 30_000;
const POINT_EVERY_MS = 1_000;

interface Point {
  atMs: number;
  position: number;
  arrivedMs: number;
}

/** How fast a store gets through the journal. */
export class Pace {
  #points: Point[] = [];
  #last: Point | undefined;

  /** It has got everything before `position`, the newest of it arrived at `arrivedMs`. */
  note(atMs: number, position: number, arrivedMs: number): void {
    this.#last = { atMs, position, arrivedMs };
    const newest = this.#points.at(-1);
    if (newest && atMs - newest.atMs < POINT_EVERY_MS) return;
    this.#points.push(this.#last);
    while (this.#points.length > 2 && atMs - (this.#points[0] as Point).atMs > WINDOW_MS)
      this.#points.shift();
  }

  /** It begins somewhere else: what was before says nothing of it. */
  restart(): void {
    this.#points = [];
    this.#last = undefined;
  }

  /** Entries a second, and time of the journal in the same time; null where there was no progress to measure. */
  at(nowMs: number): { entriesPerSecond: number; speed: number | null } {
    const [first] = this.#points;
    const last = this.#last;
    if (!first || !last || last.atMs <= first.atMs || nowMs - last.atMs > WINDOW_MS)
      return { entriesPerSecond: 0, speed: null };
    const spanMs = last.atMs - first.atMs;
    return {
      entriesPerSecond: ((last.position - first.position) / spanMs) * 1_000,
      speed: (last.arrivedMs - first.arrivedMs) / spanMs,
    };
  }
}
