import type { Lane } from './lanes.ts';

/** How far a copy is, for people. */
export interface Progress {
  phase: 'planning' | 'copying' | 'comparing' | 'waiting';
  lane: Lane;
  /** UTC ms of the day that is worked on; null while nothing is. */
  dayMs: number | null;
  days: number;
  /** Which of them it works on, counted from 1. */
  day: number;
  samples: number;
  samplesDone: number;
  samplesPerSecond: number;
  /** NaN before anything is known about it. */
  leftSeconds: number | null;
  /** Why it waits; empty when it does not. */
  because: string;
}

const WINDOW_MS = 30_000;

/** Speed over the last half minute. */
export class Speed {
  readonly #marks: { atMs: number; samples: number }[] = [];

  add(atMs: number, samples: number): void {
    this.#marks.push({ atMs, samples });
    while (this.#marks.length > 2 && this.#marks[1].atMs < atMs - WINDOW_MS) this.#marks.shift();
  }

  get samplesPerSecond(): number {
    const [first] = this.#marks;
    const last = this.#marks[this.#marks.length - 1];
    if (!first || last.atMs <= first.atMs) return 0;
    return ((last.samples - first.samples) * 1_000) / (last.atMs - first.atMs);
  }
}
