import { describe, expect, test } from 'vitest';
import { temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { defaultRules } from '#collector/rules/default-rules.ts';
import { JournalScript } from '#collector/rules/journal-script.ts';
import { openStreamJudge } from '#collector/rules/stream-judge.ts';
import { openSchemaBook } from '#collector/series/open-schema-book.ts';
import type { Schema } from '#protocol/schema.ts';
import { middlewareMetrics } from '#protocol/vocabulary/middleware.ts';

const T0 = 1_700_000_000_000;
const EVERY_MS = 60_000;

/** Judges one series by all shipped rules, a value each minute, and says what happened at which minute. */
async function judged(metric: string, values: readonly number[]): Promise<string[]> {
  const { kind = 'gauge', labels: names = [] } = middlewareMetrics.find(({ name }) => name === metric) ?? {};
  const labels = Object.fromEntries(names.map((name) => [name, 'x']));
  const ledger = await temporaryLedger();
  const book = openSchemaBook();
  const script = new JournalScript(book).rules(1, defaultRules, T0);
  const column = { metric, labels, kind, unit: '1' };
  const schema: Schema = { probe: 'rabbitmq', target: 'broker', intervalMs: EVERY_MS, columns: [column] };
  values.forEach((value, index) => {
    script.frame(schema, T0 + index * EVERY_MS, [value]);
  });
  const judge = await openStreamJudge({ sql: ledger.sql, book, organisationOf: () => 'main' });
  judge.take(script.batch());
  const events = await judge.commit();
  await ledger.remove();
  return events.map(({ kind, atMs, alert }) => {
    const own = defaultRules.find(({ id }) => id === alert.rule)?.severity;
    const severity = alert.severity === own ? '' : ` ${alert.severity}`;
    return `${kind} ${alert.rule}${severity} @${(atMs - T0) / EVERY_MS}`;
  });
}

const flat = (value: number, times: number) => Array<number>(times).fill(value);
const growing = (from: number, times: number) => Array.from({ length: times }, (_, index) => from + index);

function code(metric: string, word: string): number {
  return middlewareMetrics.find(({ name }) => name === metric)?.states?.[word]?.code ?? Number.NaN;
}

test('busy workers are a warning after five minutes, and critical at the limit after two', async () => {
  const metric = 'middleware.busy_percent';

  expect(await judged(metric, [...flat(90, 4), ...flat(40, 3)])).toEqual([]);
  expect(await judged(metric, flat(85, 8))).toEqual(['fired middleware-busy @5']);
  expect(await judged(metric, flat(99, 8))).toEqual(['fired middleware-busy critical @2']);
});

test('a heap that falls now and then is well, one that stays high is not', async () => {
  const metric = 'middleware.heap_used_percent';

  expect(await judged(metric, [...flat(95, 9), 40, ...flat(95, 9)])).toEqual([]);
  expect(await judged(metric, flat(95, 12))).toEqual(['fired middleware-heap @10']);
});

test.each([
  ['middleware.errors_percent', flat(15, 12), ['fired middleware-errors @10']],
  ['middleware.errors_percent', flat(Number.NaN, 12), []],
  ['middleware_datasource.used_percent', flat(95, 5), ['fired datasource-exhausted @3']],
  ['middleware_datasource.waiting', flat(2, 5), ['fired datasource-waiting @3']],
  ['nginx.dropped', [5, 5, 6], ['fired nginx-dropping @2']],
  ['weblogic_server.stuck_threads', [0, 1], ['fired weblogic-stuck-threads @1']],
  ['tongweb.hung_threads', flat(1, 6), ['fired tongweb-hung-threads @5']],
  ['rabbitmq_node.partitions', [0, 1], ['fired rabbitmq-partition @1']],
  ['activemq_broker.store_percent_usage', flat(83, 7), ['fired activemq-store-filling @5']],
  ['activemq_broker.store_percent_usage', flat(97, 3), ['fired activemq-store-filling critical @1']],
  ['activemq_broker.memory_percent_usage', flat(97, 6), ['fired activemq-memory-full @5']],
  ['memcached.listen_disabled_num', [3, 3, 4], ['fired memcached-refusing @2']],
  ['scrape.subjects_down', flat(1, 4), ['fired exporter-subject-down @2']],
])('%s %j: %j', async (metric, values, expected) => {
  expect(await judged(metric, values)).toEqual(expected);
});

test.each([
  ['rabbitmq_node.mem_alarm', 'yes', 'rabbitmq-memory-alarm @0'],
  ['rabbitmq_node.disk_free_alarm', 'yes', 'rabbitmq-disk-alarm @0'],
  ['rabbitmq_node.running', 'no', 'rabbitmq-node-down @3'],
  ['weblogic_server.state', 'shutdown', 'weblogic-server-down @3'],
  ['weblogic_server.state', 'failed', 'weblogic-server-failed @0'],
])('%s that is %s is told', async (metric, word, expected) => {
  expect(await judged(metric, flat(code(metric, word), 5))).toEqual([`fired ${expected}`]);
});

describe('a queue', () => {
  test('that grows without a consumer is told, one that stands still is not', async () => {
    const metric = 'middleware_queue.unconsumed_messages';

    expect(await judged(metric, growing(5, 13))).toEqual(['fired queue-unconsumed @11']);
    expect(await judged(metric, flat(500, 40))).toEqual([]);
    expect(await judged(metric, flat(1_500, 33))).toEqual(['fired queue-unconsumed-many @30']);
  });

  test('of dead letters is told as soon as one comes in', async () => {
    expect(await judged('middleware_queue.dead_letters', [4, 4, 5])).toEqual([
      'fired dead-letters-growing @2',
    ]);
  });
});
