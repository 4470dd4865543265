import { type Line, ratesOf } from '../../charts/align.ts';
import { STALE_AFTER_INTERVALS } from '../../state/reading.ts';

/** The past of one series over the range that is shown; grows at its end while the range moves. */
export class History {
  #timesMs: number[] = [];
  #values: number[] = [];
  #isRate = false;
  #stepMs = 0;

  get length(): number {
    return this.#timesMs.length;
  }

  /** Takes what was asked for; points later than `keepAfterMs` that are there already stay behind it. */
  replace(
    timesMs: ArrayLike<number>,
    values: ArrayLike<number | null>,
    how: { isRate: boolean; stepMs: number; keepAfterMs: number | null },
  ): void {
    const keepFrom =
      how.keepAfterMs === null ? -1 : this.#timesMs.findIndex((at) => at >= Number(how.keepAfterMs));
    const laterTimes = keepFrom < 0 ? [] : this.#timesMs.slice(keepFrom);
    const laterValues = keepFrom < 0 ? [] : this.#values.slice(keepFrom);
    this.#timesMs = Array.from(timesMs);
    this.#values = Array.from(values, (value) => value ?? Number.NaN);
    this.#isRate = how.isRate;
    this.#stepMs = how.stepMs;
    for (let at = 0; at < laterTimes.length; at++) this.append(laterTimes[at], laterValues[at], 0);
  }

  /** Adds a newer point and forgets those before `forgetBeforeMs`. */
  append(timeMs: number, value: number, forgetBeforeMs: number): void {
    const times = this.#timesMs;
    if (times.length > 0 && timeMs <= times[times.length - 1]) return;
    times.push(timeMs);
    this.#values.push(value);
    let gone = 0;
    while (times[gone] < forgetBeforeMs) gone++;
    if (gone === 0) return;
    times.splice(0, gone);
    this.#values.splice(0, gone);
  }

  clear(): void {
    this.#timesMs = [];
    this.#values = [];
  }

  /** As it is drawn: totals as rates, gaps where two and a half intervals, or more than one bin, are missing. */
  line(intervalMs: number, counter: boolean, factor: number): Line {
    const gapMs = Math.max(
      Number.isNaN(intervalMs) ? 0 : intervalMs * STALE_AFTER_INTERVALS,
      this.#stepMs * 1.5,
    );
    const line: Line = {
      timesMs: this.#timesMs,
      values: this.#values,
      gapMs: gapMs || Number.POSITIVE_INFINITY,
    };
    const drawn = counter && !this.#isRate ? ratesOf(line) : line;
    return factor === 1 ? drawn : { ...drawn, values: drawn.values.map((value) => value * factor) };
  }
}
