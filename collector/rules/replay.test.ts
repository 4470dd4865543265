import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JournalBatch } from '#collector/journal/journal.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import { temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { openSchemaBook } from '#collector/series/open-schema-book.ts';
import type { SchemaBook } from '#collector/series/schema-book.ts';
import type { AlertEvent } from '#protocol/alert.ts';
import type { Condition } from '#protocol/rule.ts';
import { Rule } from '#protocol/rule.ts';
import type { Schema } from '#protocol/schema.ts';
import { JournalScript } from './journal-script.ts';
import { openStreamJudge } from './stream-judge.ts';

const T0 = 1_700_000_000_000;
const PATHS = ['/', '/var', '/usb'];
const CONDITIONS: Condition[] = [
  { kind: 'above', threshold: 5 },
  { kind: 'below', threshold: 3 },
  { kind: 'changed' },
  { kind: 'rate', above: 0.2 },
  { kind: 'absent', afterMs: 15_000 },
  { kind: 'above', threshold: 7 },
  { kind: 'count', each: { kind: 'above', threshold: 4 }, atLeast: 3 },
  { kind: 'count', each: { kind: 'absent', afterMs: 15_000 }, atLeastPercent: 50 },
  { kind: 'group_median', above: 1.5, members: 3 },
  { kind: 'ratio', to: 'disk.used_percent', toLabels: { path: '/' }, above: 1.5 },
];
/** Index of the condition that is judged by the limits of the device. */
const LIMITED = 5;

type Step =
  | { what: 'frame'; target: string; paths: string[]; high: number | null; values: number[]; stepMs: number }
  | { what: 'rules'; conditions: number[]; holdMs: number; stepMs: number }
  | { what: 'delete'; target: string; stepMs: number };

const stepMs = fc.constantFrom(1_000, 5_000, 10_000);
const target = fc.constantFrom('web1', 'web2');
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      what: fc.constant('frame' as const),
      target,
      paths: fc.subarray(PATHS, { minLength: 1 }),
      high: fc.constantFrom(null, null, 2, 6),
      values: fc.array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant(Number.NaN)), {
        minLength: 3,
        maxLength: 3,
      }),
      stepMs,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant('rules' as const),
      conditions: fc.subarray([...CONDITIONS.keys()], { minLength: 1 }),
      holdMs: fc.constantFrom(0, 10_000),
      stepMs,
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('delete' as const), target, stepMs }) },
);

function makeRules(conditions: number[], holdMs: number): Rule[] {
  return conditions.map((index) =>
    Rule.parse({
      id: `rule-${index}`,
      name: { 'zh-CN': '规则', en: 'rule' },
      reason: { 'zh-CN': '', en: '' },
      watch: { metric: 'disk.used_percent' },
      severity: 'warning',
      condition: CONDITIONS[index],
      deviceLimits: index === LIMITED,
      holdMs: CONDITIONS[index].kind === 'changed' ? 0 : holdMs,
    }),
  );
}

/** Plays the steps, a tick each second, into a journal of small batches. */
function write(steps: Step[], book: SchemaBook, batchSize: number): JournalBatch[] {
  const script = new JournalScript(book).rules(1, makeRules([0, 4, LIMITED, 6, 8], 0), T0);
  let nowMs = T0;
  steps.forEach((each, index) => {
    for (const until = nowMs + each.stepMs; nowMs < until; nowMs += 1_000) script.tick(nowMs + 1_000);
    if (each.what === 'delete') script.targetDeleted(each.target, nowMs);
    else if (each.what === 'rules') script.rules(index + 2, makeRules(each.conditions, each.holdMs), nowMs);
    else
      script.frame(disks(each.target, each.paths, each.high), nowMs, each.values.slice(0, each.paths.length));
  });
  return script.batches(batchSize);
}

function disks(target: string, paths: string[], high: number | null): Schema {
  const columns = paths.map((path) => ({
    metric: 'disk.used_percent',
    labels: { path },
    kind: 'gauge' as const,
    unit: '%',
    ...(high !== null && { limits: { high } }),
  }));
  return { probe: 'disk', target, intervalMs: 10_000, columns };
}

/**
 * Judges all batches. At every batch that `crashes` names the judge is dropped as it stands and opened anew, and
 * reads again from where it is durable. Returns what `commit` said, and what the ledger holds in the end.
 */
async function judgeAll(sql: Sql, book: SchemaBook, batches: JournalBatch[], crashes: Set<number>) {
  const options = { sql, book, organisationOf: () => 'main' };
  const returned: AlertEvent[] = [];
  let judge = await openStreamJudge(options);
  const crashed = new Set<number>();
  for (let index = 0; index < batches.length; index++) {
    judge.take(batches[index]);
    if (index % 3 === 0) returned.push(...(await judge.commit()));
    if (crashes.has(index) && !crashed.has(index)) {
      crashed.add(index);
      judge = await openStreamJudge(options);
      const next = batches.findIndex(({ position, entries }) => position + entries > judge.position);
      index = (next < 0 ? batches.length : next) - 1;
    }
  }
  returned.push(...(await judge.commit()));
  await judge.close();
  return {
    returned,
    events: await sql.all<{ id: string; kind: string; alert: string }>(
      'SELECT * FROM alert_events ORDER BY number',
    ),
    alerts: await sql.all<{ state: string }>('SELECT * FROM alerts ORDER BY id'),
    pages: await sql.all('SELECT * FROM judging_pages ORDER BY target'),
  };
}

test('crashes anywhere leave the same history, the same alerts and the same state as none', async () => {
  const ledgers = await Promise.all([temporaryLedger(), temporaryLedger()]);
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 40 }),
        fc.uniqueArray(fc.nat(60), { maxLength: 5 }),
        fc.integer({ min: 1, max: 20 }),
        async (steps, crashes, batchSize) => {
          for (const { sql } of ledgers) await empty(sql);
          const book = openSchemaBook();
          const batches = write(steps, book, batchSize);

          const calm = await judgeAll(ledgers[0].sql, book, batches, new Set());
          const rough = await judgeAll(ledgers[1].sql, book, batches, new Set(crashes));

          expect(rough.events).toEqual(calm.events);
          expect(rough.alerts).toEqual(calm.alerts);
          expect(rough.pages).toEqual(calm.pages);
          expectEachOnce(rough.returned.map((event) => event.id));
          expectPairs(rough.events, rough.alerts);
        },
      ),
      { numRuns: 60 },
    );
  } finally {
    for (const ledger of ledgers) await ledger.remove();
  }
});

function expectEachOnce(ids: string[]): void {
  expect(new Set(ids).size).toBe(ids.length);
}

/** Every firing has at most one resolution, behind it; those without are the alerts that fire now. */
function expectPairs(events: { kind: string; alert: string }[], alerts: { state: string }[]): void {
  const open = new Set<string>();
  for (const { kind, alert } of events) {
    expect(open.has(alert)).toBe(kind !== 'fired');
    if (kind === 'resolved') open.delete(alert);
    else open.add(alert);
  }
  expect(alerts.filter((alert) => alert.state === 'firing')).toHaveLength(open.size);
}

async function empty(sql: Sql): Promise<void> {
  for (const table of ['alert_events', 'alerts', 'judging_pages', 'judging_progress']) {
    await sql.run(`DELETE FROM ${table}`);
  }
}
