import { expect, test } from 'vitest';
import { alertsIn } from '#collector/alerts/alerts-repository.ts';
import { FULL_SCOPE } from '#collector/people/caller.ts';
import { lateEvents } from './late-events.ts';
import { STEP_MS, T0, testJudge, testRule, testSchema } from './test-judge.ts';

const HOUR_MS = 3_600_000;
const disk = testSchema('web1', ['disk.used_percent']);
const full = testRule(
  'full-soon',
  'disk.used_percent',
  { kind: 'forecast', reaches: 100, from: 'below', withinMs: 24 * HOUR_MS, windowMs: 600_000, confidence: 0 },
  { tiers: [{ severity: 'critical', withinMs: HOUR_MS }] },
);

test('an alert of a forecast says when the limit is reached: as it fires, as it gets graver, and not once it is over', async () => {
  const judge = await testJudge();
  judge.script.rules(1, [full], T0);
  // A day to go, then twenty times as fast, then it stands still.
  const values: number[] = [];
  for (let value = 40; values.length < 240; ) {
    values.push(value);
    value += values.length < 80 ? 0.01 : values.length < 160 ? 0.2 : 0;
  }
  values.forEach((value, at) => {
    judge.script.frame(disk, T0 + at * STEP_MS, [value]);
  });

  const events = await judge.judge();

  const said = events.map(({ kind, atMs, alert }) => [
    kind,
    alert.severity,
    alert.reachesAtMs === null ? null : Math.round((alert.reachesAtMs - atMs) / 60_000),
  ]);
  expect(said).toEqual([
    ['fired', 'warning', 995],
    ['severity_changed', 'critical', expect.any(Number)],
    ['severity_changed', 'warning', expect.any(Number)],
    ['resolved', 'warning', null],
  ]);
  expect(said[1][2]).toBeLessThanOrEqual(60);
  const alerts = alertsIn(judge.ledger.sql);
  const { id } = events[0].alert;
  expect((await alerts.history(FULL_SCOPE, id)).map(({ alert }) => alert.reachesAtMs)).toEqual(
    events.map(({ alert }) => alert.reachesAtMs),
  );
  expect((await alerts.get(FULL_SCOPE, id))?.reachesAtMs).toBeNull();
  const subject = { rule: full, revision: 1, organisation: 'main', target: 'web1' };
  const series = { metric: 'disk.used_percent', labels: {}, unit: '%' };
  const timesMs = values.map((_, at) => T0 + at * STEP_MS);
  expect(
    lateEvents({ ...subject, series }, STEP_MS, { timesMs, values }).map(({ alert }) => alert.reachesAtMs),
  ).toEqual(events.map(({ alert }) => alert.reachesAtMs));
  await judge.ledger.remove();
});
