/**
 * The `d` of an SVG path through values that lie evenly in time, in a box of `width` × `height`; NaN breaks the line.
 * Coordinates are whole tenths, since the path is made anew with every value.
 */
export function sparkPath(
  values: ArrayLike<number>,
  width: number,
  height: number,
  low: number,
  high: number,
): string {
  const stepX = width / Math.max(1, values.length - 1);
  const scale = height / (high - low || 1);
  let path = '';
  let drawing = false;
  for (let at = 0; at < values.length; at++) {
    const value = values[at];
    if (Number.isNaN(value)) {
      drawing = false;
      continue;
    }
    const y = height - (Math.max(low, Math.min(high, value)) - low) * scale;
    path += `${drawing ? 'L' : 'M'}${tenth(at * stepX)} ${tenth(y)}`;
    // A lone point needs a line of no length to be seen.
    if (!drawing && Number.isNaN(values[at + 1] ?? Number.NaN)) path += 'h0.1';
    drawing = true;
  }
  return path;
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
