/*
 * Samples that came out of order or twice, brought into order: of those at one time the last read one wins.
 */

let order = new Uint32Array(0);
let moved = new Float64Array(0);
let inOrder = true;
let kept = 0;

/**
 * Sorts `count` times in place, each once, and returns how many are left. `settleValues` then does the same to the
 * values that stood beside them, column by column.
 */
export function settleTimes(times: Float64Array, count: number): number {
  inOrder = true;
  for (let at = 1; at < count && inOrder; at++) inOrder = times[at] > times[at - 1];
  kept = count;
  if (inOrder) return count;
  if (moved.length < count) moved = new Float64Array(count * 2);
  order = Uint32Array.from({ length: count }, (_, at) => at);
  order.sort((a, b) => times[a] - times[b] || a - b);
  moved.set(times.subarray(0, count));
  kept = 0;
  for (const at of order) {
    if (kept === 0 || moved[at] !== times[kept - 1]) times[kept++] = moved[at];
  }
  orderedTimes = Float64Array.from(order, (at) => moved[at]);
  return kept;
}

let orderedTimes = new Float64Array(0);

/** See `settleTimes`. */
export function settleValues(values: Float64Array): void {
  if (inOrder) return;
  const count = order.length;
  if (moved.length < count) moved = new Float64Array(count * 2);
  moved.set(values.subarray(0, count));
  let to = -1;
  for (let at = 0; at < count; at++) {
    const value = moved[order[at]];
    if (at === 0 || orderedTimes[at] !== orderedTimes[at - 1]) values[++to] = value;
    else if (!Number.isNaN(value)) values[to] = value;
  }
}
