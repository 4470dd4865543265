import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Sql } from '#collector/ledger/sql.ts';
import { type TemporaryLedger, temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { openSchemaBook } from '#collector/series/open-schema-book.ts';
import type { SchemaBook } from '#collector/series/schema-book.ts';
import type { DeviceLimits } from '#protocol/device-limits.ts';
import { Rule } from '#protocol/rule.ts';
import type { Schema } from '#protocol/schema.ts';
import { JournalScript } from './journal-script.ts';
import { openStreamJudge, type StreamJudge } from './stream-judge.ts';

const T0 = 1_700_000_000_000;

let ledger: TemporaryLedger;
let book: SchemaBook;
let script: JournalScript;
let judge: StreamJudge;
beforeEach(async () => {
  ledger = await temporaryLedger();
  book = openSchemaBook();
  script = new JournalScript(book);
  judge = await open();
});
afterEach(() => ledger.remove());

function open(sql: Sql = ledger.sql): Promise<StreamJudge> {
  return openStreamJudge({ sql, book, organisationOf: () => 'main' });
}

function hot(more: object = {}): Rule {
  return Rule.parse({
    id: 'hot',
    name: { 'zh-CN': '过热', en: 'hot' },
    reason: { 'zh-CN': '', en: '' },
    watch: { metric: 'hardware.temperature_celsius' },
    condition: { kind: 'above', threshold: 60 },
    severity: 'warning',
    deviceLimits: true,
    ...more,
  });
}

/** A device with these sensors, each with the limits that it gives. */
function sensors(limits: Record<string, DeviceLimits | undefined>): Schema {
  const columns = Object.entries(limits).map(([sensor, given]) => ({
    metric: 'hardware.temperature_celsius',
    labels: { sensor },
    kind: 'gauge' as const,
    unit: '°C',
    ...(given && { limits: given }),
  }));
  return { probe: 'snmp', target: 'switch1', intervalMs: 10_000, columns };
}

/** Judges what was scripted, and says of each event what happened when, and by which limit. */
async function happened(): Promise<string[]> {
  judge.take(script.batch());
  const events = await judge.commit();
  return events.map(({ kind, atMs, alert }) => {
    const why = alert.resolution && alert.resolution !== 'recovered' ? ` ${alert.resolution}` : '';
    return `${kind} ${alert.labels.sensor} @${(atMs - T0) / 1000} limit ${alert.threshold}${why}`;
  });
}

test('each series is judged by its own limit, and the alert shows it', async () => {
  script.rules(1, [hot()], T0);
  const device = sensors({ cpu: { high: 80 }, inlet: { high: 40 }, other: undefined });
  script.frame(device, T0 + 10_000, [70, 41, 61]).frame(device, T0 + 20_000, [81, 39, 50]);

  expect(await happened()).toEqual([
    'fired inlet @10 limit 40',
    'fired other @10 limit 60',
    'fired cpu @20 limit 80',
    'resolved inlet @20 limit 40',
    'resolved other @20 limit 60',
  ]);
});

test('an alert goes on when the limit changes, and the next value is judged by the new one', async () => {
  script.rules(1, [hot()], T0);
  script.frame(sensors({ cpu: { high: 80 } }), T0 + 10_000, [90]);
  script.frame(sensors({ cpu: { high: 85 } }), T0 + 20_000, [90]);
  expect(await happened()).toEqual(['fired cpu @10 limit 80']);

  script.frame(sensors({ cpu: { high: 95 } }), T0 + 30_000, [90]);
  expect(await happened()).toEqual(['resolved cpu @30 limit 95']);
});

test('a hold that runs goes on over a limit that changes', async () => {
  script.rules(1, [hot({ holdMs: 20_000 })], T0);
  script
    .frame(sensors({ cpu: { high: 80 } }), T0 + 10_000, [90])
    .frame(sensors({ cpu: { high: 81 } }), T0 + 20_000, [90])
    .frame(sensors({ cpu: undefined }), T0 + 30_000, [90]);

  expect(await happened()).toEqual(['fired cpu @30 limit 60']);
});

test('of a rule that becomes critical the other limit counts', async () => {
  script.rules(1, [hot()], T0);
  const device = sensors({ cpu: { high: 80, criticalHigh: 95 } });
  script.frame(device, T0 + 10_000, [90]);
  script.rules(2, [hot({ severity: 'critical' })], T0 + 11_000);
  script.frame(device, T0 + 20_000, [96]);

  expect(await happened()).toEqual([
    'fired cpu @10 limit 80',
    'resolved cpu @11 limit 80 rule_changed',
    'fired cpu @20 limit 95',
  ]);
});

test('a restart keeps the limit, also of a series that is missing from its schema', async () => {
  script.rules(1, [hot()], T0).tick(T0);
  script
    .frame(sensors({ cpu: { high: 80 }, fan: undefined }), T0 + 10_000, [90, 20])
    .frame(sensors({ fan: undefined }), T0 + 20_000, [20]);
  expect(await happened()).toEqual(['fired cpu @10 limit 80']);
  await judge.close();

  judge = await open();
  script.tick(T0 + 90_000);

  expect(await happened()).toEqual(['resolved cpu @90 limit 80 superseded']);
});
