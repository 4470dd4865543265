import { expect, test } from 'vitest';
import { chinaCalendar } from '#judging/schedule/working-days.ts';
import { DrillPlan } from '#protocol/drill.ts';
import { nextPlanned, plannedAt } from './drill-plan.ts';

const china = chinaCalendar();
const ZONE = 'Asia/Shanghai';
const HOUR_MS = 3_600_000;
const at = (text: string) => Date.parse(`${text}:00+08:00`);

test('a drill is planned for ten o’clock on the tenth of each month, and waits for a working day', () => {
  const plan = DrillPlan.parse({});
  const moments: number[] = [];

  for (let next = nextPlanned(plan, ZONE, china, at('2026-01-01T00:00')); moments.length < 5; ) {
    moments.push(next as number);
    next = nextPlanned(plan, ZONE, china, next as number);
  }

  // 10 January is a Saturday, 10 May a Sunday behind a Saturday of work.
  expect(moments).toEqual([
    at('2026-01-12T10:00'),
    at('2026-02-10T10:00'),
    at('2026-03-10T10:00'),
    at('2026-04-10T10:00'),
    at('2026-05-11T10:00'),
  ]);
});

test('it is due for a day, and not before', () => {
  const plan = DrillPlan.parse({});
  const due = at('2026-03-10T10:00');

  expect(plannedAt(plan, ZONE, china, due - 1)).toBeUndefined();
  expect(plannedAt(plan, ZONE, china, due)).toBe(due);
  expect(plannedAt(plan, ZONE, china, due + 23 * HOUR_MS)).toBe(due);
  expect(plannedAt(plan, ZONE, china, due + 24 * HOUR_MS)).toBeUndefined();
});

test('one that gives way into the next month is due there', () => {
  const plan = DrillPlan.parse({ day: 28 });
  const closed = chinaCalendar(
    ['2026-04-28', '2026-04-29', '2026-04-30'].map((day) => ({
      day: Date.parse(day) / 86_400_000,
      working: false,
    })),
  );

  // Behind them come the holidays of May.
  expect(plannedAt(plan, ZONE, closed, at('2026-05-06T10:30'))).toBe(at('2026-05-06T10:00'));
  expect(nextPlanned(plan, ZONE, closed, at('2026-05-01T00:00'))).toBe(at('2026-05-06T10:00'));
});

test('switched off none is planned', () => {
  const off = DrillPlan.parse({ enabled: false });

  expect(nextPlanned(off, ZONE, china, 0)).toBeNull();
  expect(plannedAt(off, ZONE, china, at('2026-03-10T10:00'))).toBeUndefined();
});
