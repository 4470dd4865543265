/** How late things started since somebody last asked. */
export interface Lateness {
  add(lateMs: number): void;
  /** Resets. `p99Ms` is at most a fifth too high; both are 0 when nothing started. */
  take(): { latestMs: number; p99Ms: number };
}

/** Bounds of the counters: 0, 1, 1.2, 1.44 … ms, up to more than an hour. */
const STEP = 1.2;
const COUNTERS = 100;

export function createLateness(): Lateness {
  const counts = new Uint32Array(COUNTERS);
  let latestMs = 0;
  let total = 0;
  return {
    add(lateMs) {
      latestMs = Math.max(latestMs, lateMs);
      total++;
      const counter =
        lateMs < 1 ? 0 : Math.min(COUNTERS - 1, 1 + Math.floor(Math.log(lateMs) / Math.log(STEP)));
      counts[counter] = (counts[counter] as number) + 1;
    },
    take() {
      const result = { latestMs, p99Ms: Math.min(latestMs, boundOf99()) };
      counts.fill(0);
      latestMs = 0;
      total = 0;
      return result;
    },
  };

  function boundOf99(): number {
    let left = total - Math.floor(total / 100);
    for (let counter = 0; counter < COUNTERS; counter++) {
      left -= counts[counter] as number;
      if (left <= 0) return counter === 0 ? latestMs && 1 : STEP ** counter;
    }
    return latestMs;
  }
}
