/** How much is asked for at once: what experience has shown a device to answer. */
export interface Size {
  readonly value: number;
  /** Less was answered where more was not. */
  shrinkTo(value: number): void;
  /** As much as `value` was answered. */
  worked(): void;
}

const firstPatience = 8;
const mostPatience = 4_096;

/**
 * Starts with all that is allowed. After a while of success it doubles; each time that turns out to be too much again,
 * the while gets twice as long.
 */
export function createSize(max: number): Size {
  let value = max;
  let patience = firstPatience;
  let successes = 0;
  let hasGrown = false;
  return {
    get value() {
      return value;
    },
    shrinkTo(smaller) {
      if (smaller >= value) return;
      if (hasGrown) patience = Math.min(mostPatience, patience * 2);
      value = Math.max(1, smaller);
      successes = 0;
    },
    worked() {
      if (value === max || ++successes < patience) return;
      value = Math.min(max, value * 2);
      successes = 0;
      hasGrown = true;
    },
  };
}
