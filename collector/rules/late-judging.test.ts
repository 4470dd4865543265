import { afterEach, beforeEach, expect, it } from 'vitest';
import { alertsIn } from '#collector/alerts/alerts-repository.ts';
import { makeAlert, makeEvent } from '#collector/alerts/episode.ts';
import { recordEvents } from '#collector/alerts/record-events.ts';
import { type TemporaryLedger, temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { FULL_SCOPE } from '#collector/people/caller.ts';
import { memoryStore } from '#collector/store/memory-store.ts';
import { DEFAULT_QUERY_LIMITS, StoreUnavailableError } from '#collector/store/store.ts';
import type { DeviceLimits } from '#protocol/device-limits.ts';
import { Rule } from '#protocol/rule.ts';
import { type Schema, schemaIdentity } from '#protocol/schema.ts';
import { LateJudging } from './late-judging.ts';
import { rulesIn } from './rules-repository.ts';

const T0 = 1_700_000_000_000;
const schema: Schema = {
  probe: 'disk',
  target: 'web1',
  intervalMs: 10_000,
  columns: [
    { metric: 'disk.used_percent', labels: { path: '/' }, kind: 'gauge', unit: '%' },
    { metric: 'disk.used_percent', labels: { path: '/', device: 'sdb' }, kind: 'gauge', unit: '%' },
  ],
};
const schemaId = schemaIdentity(schema);
const span = { schemaId, fromMs: T0, toMs: T0 + 30_000, frames: 4 };

let ledger: TemporaryLedger;
beforeEach(async () => {
  ledger = await temporaryLedger();
  await rulesIn(ledger.sql, () => 0).put(
    Rule.parse({
      id: 'space',
      name: { 'zh-CN': '空间', en: 'space' },
      reason: { 'zh-CN': '', en: '' },
      watch: { metric: 'disk.used_percent', labels: { path: '/' } },
      condition: { kind: 'above', threshold: 80 },
      severity: 'warning',
    }),
    'test',
  );
});
afterEach(() => ledger.remove());

it('brings a finished gap into the history, once, and calls nobody', async () => {
  const { judging, alerts } = await world();

  judging.take([span], 5);
  await judging.run(5);
  judging.take([span], 5);
  await judging.run(5);

  const { alerts: found } = await alerts.list(FULL_SCOPE, {}, null, 10);
  expect(
    found.map(({ labels, state, value, firedAtMs, resolvedAtMs }) => [
      labels,
      state,
      value,
      firedAtMs,
      resolvedAtMs,
    ]),
  ).toEqual([[{ path: '/' }, 'resolved', 60, T0 + 10_000, T0 + 20_000]]);
  const events = await alerts.eventsAfter(0, 10);
  expect(events.map(({ event }) => [event.kind, event.late])).toEqual([
    ['fired', true],
    ['resolved', true],
  ]);
});

it('waits until the store has the span', async () => {
  const { judging } = await world();

  judging.take([span], 5);
  await judging.run(4);
  expect(judging.stats.spans).toBe(0);
  await judging.run(5);

  expect(judging.stats).toEqual({ spans: 1, events: 2, given_up: 0 });
});

it('asks again when the store is ill', async () => {
  const { judging, store } = await world();
  const { query } = store;
  store.query = async () => {
    throw new StoreUnavailableError('down');
  };

  judging.take([span], 5);
  await judging.run(5);
  expect(judging.stats.spans).toBe(0);
  store.query = query;
  await judging.run(5);

  expect(judging.stats).toEqual({ spans: 1, events: 2, given_up: 0 });
});

it.each([
  ['within the span', T0 + 10_000],
  ['before it', T0 - 3_600_000],
])(
  'leaves an alert that the stream began %s to the stream, and tells of it only once',
  async (_when, beganAtMs) => {
    const { judging, alerts } = await world();
    const rule = (await rulesIn(ledger.sql, () => 0).inForce()).rules[0];
    const series = { metric: 'disk.used_percent', labels: { path: '/' }, unit: '%' };
    const subject = { ...rule, organisation: 'main', target: 'web1', series };
    const firing = { ...makeAlert(subject, beganAtMs, 90), state: 'firing' as const, firedAtMs: beganAtMs };
    await recordEvents(ledger.sql, [makeEvent(firing, beganAtMs, 3)]);

    judging.take([span], 5);
    await judging.run(5);

    const { alerts: found } = await alerts.list(FULL_SCOPE, {}, null, 10);
    expect(found.map(({ id, state }) => [id, state])).toEqual([[firing.id, 'firing']]);
    expect(await alerts.eventsAfter(0, 10)).toHaveLength(1);
  },
);

it('judges by the limits that the device gave then', async () => {
  const rules = rulesIn(ledger.sql, () => 0);
  const [{ rule }] = (await rules.inForce()).rules;
  await rules.put({ ...rule, deviceLimits: true }, 'test');
  const { judging, alerts } = await world({ high: 55 });

  judging.take([span], 5);
  await judging.run(5);

  const { alerts: found } = await alerts.list(FULL_SCOPE, {}, null, 10);
  expect(found.map(({ threshold, firedAtMs, resolvedAtMs }) => [threshold, firedAtMs, resolvedAtMs])).toEqual(
    [[55, T0 + 10_000, T0 + 30_000]],
  );
});

async function world(limits?: DeviceLimits) {
  const store = memoryStore();
  const alerts = alertsIn(ledger.sql);
  const values = [50, 10, 90, 10, 60, 10, 70, 10];
  const timesMs = Float64Array.from([0, 10, 20, 30], (second) => T0 + second * 1_000);
  await store.append([{ schemaId, schema, timesMs, values: Float64Array.from(values) }], 5);
  const judging = new LateJudging({
    store: { query: (query, limits) => store.query(query, limits), series: store.series },
    alerts,
    rules: rulesIn(ledger.sql, () => 0),
    schema: async (id) => (id === schemaId ? withLimits(limits) : undefined),
    organisationOf: () => 'main',
    limits: DEFAULT_QUERY_LIMITS,
  });
  return { judging, alerts, store };
}

function withLimits(limits: DeviceLimits | undefined): Schema {
  return limits ? { ...schema, columns: schema.columns.map((column) => ({ ...column, limits })) } : schema;
}
