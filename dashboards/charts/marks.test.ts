import { expect, it } from 'vitest';
import { type ChartMark, marksAt, marksFor, placeMarks } from './marks.ts';

const alert = (id: string, fromMs: number, toMs: number | null, metric = 'cpu.usage_active'): ChartMark => ({
  id,
  kind: 'alert',
  severity: 'warning',
  fromMs,
  toMs,
  metric,
  text: id,
});
const change = (id: string, atMs: number): ChartMark => ({
  id,
  kind: 'change',
  fromMs: atMs,
  toMs: atMs,
  text: id,
});
const ids = (marks: readonly ChartMark[]) => marks.map(({ id }) => id);

it('shows at a chart its own alerts, and every change', () => {
  const all = [alert('a', 0, 1), alert('b', 0, 1, 'mem.used_percent'), change('c', 5)];

  expect(ids(marksFor(all, new Set(['cpu.usage_active'])))).toEqual(['a', 'c']);
});

it('finds under the cursor what stands there, and moments that are near', () => {
  const all = [alert('standing', 10, null), alert('over', 10, 20), change('near', 52), change('far', 90)];

  expect(ids(marksAt(all, 50, 5))).toEqual(['standing', 'near']);
  expect(ids(marksAt(all, 4, 5))).toEqual([]);
});

it('places what lies in the span, together where it stands too close, the gravest first', () => {
  const critical = { ...alert('grave', 101, 150), severity: 'critical' as const };

  const placed = placeMarks(
    [alert('a', 100, 120), critical, alert('old', 0, 50), change('c', 190)],
    {
      fromMs: 100,
      toMs: 200,
    },
    0.05,
  );

  expect(placed.map(({ marks }) => ids(marks))).toEqual([['grave', 'a'], ['c']]);
  expect(placed[0]).toMatchObject({ left: 0, width: 0.5 });
});

it('begins at the edge with what stood before the span', () => {
  expect(placeMarks([alert('a', 50, null)], { fromMs: 100, toMs: 200 }, 0.05)).toMatchObject([
    { left: 0, width: 1 },
  ]);
});
