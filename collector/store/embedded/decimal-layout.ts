/*
 * Values that are whole numbers divided by a power of ten, as measured gauges and counters are: kept as whole
 * numbers, of which the differences are written. Differences share a power of two (memory comes in pages) and a
 * drift (counters grow steadily); what is left is Rice coded, its low bits packed first, then its high parts in
 * unary, so that both are read without a branch. A few differences far out of line stand apart as doubles.
 *
 *   u16 scale 4 bits, shift 5, rice 5, plain 1, wide 1 | first | first - min | max - first | last - first | sum of (m - first)
 *   | unless plain: drift, far ones: count, f64 each | wide: 24 low bits each | rice low bits each | high parts in unary
 */

/** More rows than any chunk has. */
export const MAX_ROWS = 1024;
/** A high part this long means: the difference stands apart. 24 zeros and a one can be seen in any unaligned 32 bits. */
export const FAR = 24;
/** Flags beside the rice bits: no drift and nothing apart; differences in two parts. */
export const PLAIN = 64;
export const WIDE = 128;
/** In place of the rice bits: every difference is the drift, no bits follow. */
export const NOTHING_LEFT = 31;
/** Of a wide difference so many low bits stand apart from the rest. */
export const LOW_BITS = 24;
export const LOW = 2 ** LOW_BITS;
/** Decimals of more places are kept as floats. */
export const MAX_SCALE = 9;
export const POWERS = Float64Array.from({ length: MAX_SCALE + 1 }, (_, scale) => 10 ** scale);
/** In place of the scale of a single value: a double follows. */
export const NOT_DECIMAL = 255;
