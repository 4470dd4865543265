import { sparkPath } from './spark-path.ts';

const WIDTH = 96;
const HEIGHT = 24;

/** The recent past as a small line from 0 to `high`. */
export function Sparkline({ values, high }: { values: ArrayLike<number>; high: number }) {
  return (
    <svg class="spark" viewBox={`0 -1 ${WIDTH} ${HEIGHT + 2}`} preserveAspectRatio="none" aria-hidden="true">
      <path d={sparkPath(values, WIDTH, HEIGHT, 0, high)} />
    </svg>
  );
}
