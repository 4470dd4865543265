import { describe, expect, test } from 'vitest';
import type { DayWindow, JobDayEntry } from '../../../api/services.ts';
import { hourTicks, inTime, itemsAt, itemsOf, share } from './day-items.ts';
import { groupDay } from './day-order.ts';

const HOUR_MS = 3_600_000;
const span = { fromMs: 0, toMs: 24 * HOUR_MS };
const compare = (one: string, other: string) => (one < other ? -1 : 1);

const window = (opens: number, due: number, more: Partial<DayWindow> = {}): DayWindow => ({
  opensMs: opens * HOUR_MS,
  dueMs: due * HOUR_MS,
  lateMs: due * HOUR_MS,
  closesMs: due * HOUR_MS,
  outcome: 'met',
  metMs: null,
  ...more,
});
const run = (start: number | null, end: number | null) => ({
  number: 1,
  startedAtMs: start === null ? null : start * HOUR_MS,
  endedAtMs: end === null ? null : end * HOUR_MS,
  outcome: end === null ? ('running' as const) : ('good' as const),
  bytes: null,
  exitCode: null,
});
const job = (name: string, more: Partial<JobDayEntry> = {}): JobDayEntry => ({
  target: name,
  targetName: name,
  organisation: 'a',
  systems: [],
  owner: '',
  state: 'ok',
  nextDueMs: null,
  windows: [],
  runs: [],
  isCut: false,
  ...more,
});

describe('the line of a day', () => {
  test('is cut at both ends, and a deadline outside is not drawn', () => {
    const [before, after] = itemsOf(job('a', { windows: [window(-6, 8), window(18, 32)] }), span, 0);

    expect(before).toMatchObject({ left: 0, width: share(8 * HOUR_MS, span), due: share(8 * HOUR_MS, span) });
    expect(after).toMatchObject({ left: 75, width: 25, due: null });
  });

  test('a run that goes on reaches to now, and one of which only the end is known is a point', () => {
    const items = itemsOf(job('a', { runs: [run(6, null), run(null, 12)] }), span, 18 * HOUR_MS);

    expect(items).toMatchObject([
      { left: 25, width: 50 },
      { left: 50, width: 0 },
    ]);
  });

  test('what lies under the pointer is told, the narrowest first; nothing far away is', () => {
    const items = itemsOf(job('a', { windows: [window(0, 12)], runs: [run(2, 3)] }), span, 0);

    expect(itemsAt(items, share(2.5 * HOUR_MS, span), 1).map(({ kind }) => kind)).toEqual(['run', 'window']);
    expect(itemsAt(items, 99, 1)).toEqual([]);
  });

  test('one goes through it in the order of time', () => {
    const items = itemsOf(job('a', { windows: [window(10, 12)], runs: [run(2, 3)] }), span, 0);

    expect(inTime(items).map(({ kind }) => kind)).toEqual(['run', 'window']);
    expect(hourTicks(span, 6)).toHaveLength(5);
  });
});

test('the group with the worst job comes first, and in it the worst job; those of no system come last', () => {
  const his = { systems: [{ id: 'his', name: 'HIS' }] };
  const pacs = { systems: [{ id: 'pacs', name: 'PACS' }] };
  const jobs = [
    job('fine', his),
    job('alone'),
    job('late', { ...pacs, state: 'late' }),
    job('missing', { ...his, state: 'missing' }),
  ];

  const groups = groupDay(jobs, compare);

  expect(groups.map(({ system, jobs: own }) => [system, own.map(({ targetName }) => targetName)])).toEqual([
    ['HIS', ['missing', 'fine']],
    ['PACS', ['late']],
    [null, ['alone']],
  ]);
});
