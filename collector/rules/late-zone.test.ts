/*
 * A zone is cut off for two hours and sends what it kept. The same story is told twice:
 *
 *   in time   every row as it is measured
 *   cut off   before ─► nothing for two hours ─► the newest rows first, the backlog behind them, oldest first
 */
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { alertsIn } from '#collector/alerts/alerts-repository.ts';
import { memoryStore } from '#collector/store/memory-store.ts';
import { DEFAULT_QUERY_LIMITS } from '#collector/store/store.ts';
import type { AlertEvent } from '#protocol/alert.ts';
import type { RuleRevision } from '#protocol/rule.ts';
import { type Schema, schemaIdentity } from '#protocol/schema.ts';
import { LateJudging } from './late-judging.ts';
import {
  T0,
  type TestJudge,
  testGroup,
  testJudge,
  testRule,
  testSchema,
  testThreshold,
} from './test-judge.ts';

const STEP_MS = 30_000;
const MINUTE_MS = 60_000;
const CUT_MS = T0 + 60 * MINUTE_MS;
const BACK_MS = CUT_MS + 120 * MINUTE_MS;
const END_MS = BACK_MS + 40 * MINUTE_MS;
const TARGETS = ['web1', 'web2'];

const rules = [
  testRule(
    'busy',
    'cpu.usage_active',
    { kind: 'above', threshold: 80 },
    {
      holdMs: 2 * MINUTE_MS,
      recoveryThreshold: 70,
      recoveryDelayMs: MINUTE_MS,
      tiers: [{ severity: 'critical', threshold: 95, holdMs: MINUTE_MS }],
    },
  ),
  testRule('often', 'cpu.usage_active', { kind: 'above', threshold: 60 }, { samples: { atLeast: 3, of: 5 } }),
  testRule('errors', 'net.errors', { kind: 'rate', above: 2 }),
  testRule('memory', 'mem.available', { kind: 'ratio', to: 'mem.total', toLabels: {}, below: 0.1 }),
];
const beside = {
  thresholds: [testThreshold('busy', 'group', 'group-a', { threshold: 90 })],
  groups: [testGroup('group-a', ['web1'])],
};
const revisions: RuleRevision[] = rules.map((rule) => ({ rule, revision: 1 }));

const schemaOf = (target: string): Schema => ({
  ...testSchema(target, ['cpu.usage_active', 'net.errors', 'mem.available', 'mem.total']),
  intervalMs: STEP_MS,
});

interface Row {
  target: string;
  timeMs: number;
  values: number[];
}

/** Rows that wander, with bursts, pauses and a counter that is reset now and then. */
function rowsOf(seed: number): Row[] {
  let state = seed;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  const rows: Row[] = [];
  for (const target of TARGETS) {
    let level = 50;
    let errors = 0;
    for (let timeMs = T0; timeMs < END_MS; timeMs += STEP_MS) {
      if (random() < 0.05) level = 20 + 80 * random();
      errors = random() < 0.02 ? 0 : errors + (random() < 0.1 ? 200 * random() : 0);
      const cpu = Math.min(100, Math.max(0, level + 30 * (random() - 0.5)));
      if (random() < 0.03) continue;
      const memory = random() < 0.04 ? Number.NaN : 100 * random() * (level < 60 ? 1 : 0.3);
      rows.push({ target, timeMs, values: [Math.round(cpu), Math.round(errors), Math.round(memory), 100] });
    }
  }
  return rows.sort((one, other) => one.timeMs - other.timeMs);
}

let inTime: TestJudge;
let cutOff: TestJudge;
beforeEach(async () => {
  [inTime, cutOff] = await Promise.all([testJudge(), testJudge()]);
});
afterEach(async () => {
  await Promise.all([inTime.ledger.remove(), cutOff.ledger.remove()]);
});

const isInGap = (timeMs: number) => timeMs >= CUT_MS && timeMs < BACK_MS;
/** An event as far as it is the same whenever the values came. */
const said = ({ kind, atMs, alert }: AlertEvent) =>
  `${atMs} ${kind} ${alert.rule} ${alert.target} ${alert.severity} ${alert.value} ${alert.threshold} ${alert.id}`;

test('what a cut zone sends afterwards makes the history that it would have made in time, and calls nobody', async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 31 - 2 }), async (seed) => {
      [inTime, cutOff] = await reopened();
      const rows = rowsOf(seed);

      const wanted = await judgedInTime(rows);
      const live = await judgedCutOff(rows);
      const late = await judgedLate(rows);
      const waiting = await pendingIds();

      // Live state never runs backwards: nothing is told as if it were of the time of the cut.
      expect(live.filter(({ atMs }) => isInGap(atMs))).toEqual([]);
      expect(live.map(({ atMs }) => atMs)).toEqual(live.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
      expect(live.every((event) => !event.late) && late.every((event) => event.late)).toBe(true);
      const expected = wanted
        .filter(
          (event) =>
            isInGap(event.atMs) &&
            firesInGap(event, wanted) &&
            !isOfStream(event, live) &&
            !waiting.has(event.alert.id),
        )
        .map(said)
        .sort();
      // What went on behind the cut is told by the stream from there on.
      const found = late
        .filter(({ alert }) => alert.resolution !== 'superseded')
        .map(said)
        .sort();
      expect(found).toEqual(expected);
      compared += found.length;
    }),
    { numRuns: 6 },
  );
  // Seeds without any such episode would prove nothing.
  expect(compared).toBeGreaterThan(10);
});

async function reopened(): Promise<[TestJudge, TestJudge]> {
  await Promise.all([inTime.ledger.remove(), cutOff.ledger.remove()]);
  return Promise.all([testJudge(), testJudge()]);
}

async function judgedInTime(rows: readonly Row[]): Promise<AlertEvent[]> {
  const { script } = inTime;
  script.rules(1, rules, T0, undefined, beside);
  for (const { target, timeMs, values } of rows) script.frame(schemaOf(target), timeMs, values).tick(timeMs);
  return inTime.judge();
}

/** The clock of the collector goes on through the cut; behind it live rows and backlog come side by side. */
async function judgedCutOff(rows: readonly Row[]): Promise<AlertEvent[]> {
  const { script } = cutOff;
  script.rules(1, rules, T0, undefined, beside);
  const backlog = rows.filter(({ timeMs }) => isInGap(timeMs));
  for (const { target, timeMs, values } of rows) {
    script.tick(timeMs);
    if (isInGap(timeMs)) continue;
    script.frame(schemaOf(target), timeMs, values);
    for (const kept of timeMs < BACK_MS ? [] : backlog.splice(0, 20)) {
      script.frame(schemaOf(kept.target), kept.timeMs, kept.values, { arrivalMs: timeMs, isBacklog: true });
    }
  }
  script.tick(END_MS + 2 * MINUTE_MS);
  return cutOff.judge();
}

async function judgedLate(rows: readonly Row[]): Promise<AlertEvent[]> {
  const store = memoryStore();
  for (const [target, own] of Map.groupBy(rows, (row) => row.target)) {
    const schema = schemaOf(target);
    const timesMs = Float64Array.from(own, (row) => row.timeMs);
    const values = Float64Array.from(own.flatMap((row) => row.values));
    await store.append([{ schemaId: schemaIdentity(schema), schema, timesMs, values }], 5);
  }
  const alerts = alertsIn(cutOff.ledger.sql);
  const judging = new LateJudging({
    store,
    alerts,
    rules: { inForce: async () => ({ revision: 1, rules: revisions, ...beside }) },
    schema: async (id) => TARGETS.map(schemaOf).find((schema) => schemaIdentity(schema) === id),
    organisationOf: () => 'main',
    limits: DEFAULT_QUERY_LIMITS,
  });
  const spans = cutOff.stream().takeFinishedBacklog();
  expect(spans).toHaveLength(TARGETS.length);
  judging.take(spans, 5);
  await judging.run(5);
  expect(judging.stats).toMatchObject({ spans: TARGETS.length, given_up: 0 });
  const all = await alerts.eventsAfter(0, 10_000);
  return all.map(({ event }) => event).filter(({ late }) => late);
}

/** What the stream waits for, since before the cut. */
async function pendingIds(): Promise<Set<string>> {
  const rows = await cutOff.ledger.sql.all<{ id: string }>("SELECT id FROM alerts WHERE state = 'pending'");
  return new Set(rows.map(({ id }) => id));
}

/** Of an episode that fired while the zone was cut off. */
function firesInGap({ alert }: AlertEvent, events: readonly AlertEvent[]): boolean {
  return events.some(({ kind, atMs, alert: { id } }) => kind === 'fired' && id === alert.id && isInGap(atMs));
}

/** The stream has this alert itself, or one that stood over the cut: it tells of the trouble. */
function isOfStream({ alert, atMs }: AlertEvent, live: readonly AlertEvent[]): boolean {
  const same = live.filter((event) => event.alert.rule === alert.rule && event.alert.target === alert.target);
  return same.some((event) => {
    if (event.alert.id === alert.id) return true;
    const isOver = same.some(
      (other) => other.kind === 'resolved' && other.alert.id === event.alert.id && other.atMs <= atMs,
    );
    return event.kind === 'fired' && event.atMs <= atMs && !isOver;
  });
}
