import { afterEach, beforeEach, expect, test } from 'vitest';
import { type TemporaryLedger, temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { openSchemaBook } from '#collector/series/open-schema-book.ts';
import { probeStateCode } from '#protocol/probe-state.ts';
import type { Schema } from '#protocol/schema.ts';
import { vocabulary } from '#protocol/vocabulary/vocabulary.ts';
import { defaultRules } from '../default-rules.ts';
import { JournalScript } from '../journal-script.ts';
import { openStreamJudge } from '../stream-judge.ts';

const T0 = 1_700_000_000_000;
const MINUTE_MS = 60_000;

let ledger: TemporaryLedger;
beforeEach(async () => {
  ledger = await temporaryLedger();
});
afterEach(() => ledger.remove());

/** What the shipped rules say of one series of a database, a value each minute. */
async function judged(
  metric: string,
  values: readonly number[],
  labels: Record<string, string> = {},
): Promise<string[]> {
  const book = openSchemaBook();
  const script = new JournalScript(book).rules(1, defaultRules, T0);
  const kind = metric.endsWith('_total') || metric.endsWith('failures') ? 'counter' : 'gauge';
  const columns = [{ metric, labels, kind, unit: '1' }] as Schema['columns'];
  const schema: Schema = { probe: 'postgres', target: 'db', intervalMs: MINUTE_MS, columns };
  values.forEach((value, minute) => {
    script.frame(schema, T0 + minute * MINUTE_MS, [value]);
  });
  const judge = await openStreamJudge({ sql: ledger.sql, book, organisationOf: () => 'main' });
  judge.take(script.batch());
  const events = await judge.commit();
  return events.map(({ kind, atMs, alert }) => {
    const own = defaultRules.find(({ id }) => id === alert.rule)?.severity;
    const severity = alert.severity === own ? '' : ` ${alert.severity}`;
    return `${kind} ${alert.rule}${severity} @${(atMs - T0) / MINUTE_MS}`;
  });
}

const flat = (value: number, times: number) => Array<number>(times).fill(value);
const code = (metric: string, word: string) =>
  vocabulary.find(({ name }) => name === metric)?.states?.[word]?.code ?? Number.NaN;

const space = { space: 'data', type: 'tablespace' };

test.each<[string, readonly number[], Record<string, string>, string[]]>([
  ['database.sessions_percent', flat(79, 9), {}, []],
  ['database.sessions_percent', flat(85, 5), {}, ['fired database-sessions-high @2']],
  ['database.sessions_percent', flat(95, 4), {}, ['fired database-sessions-high critical @1']],
  ['database.blocked_sessions', [0, 3, 0, 2, 0], {}, []],
  ['database.blocked_sessions', [0, 1, 1, 1], {}, ['fired database-blocked @3']],
  ['database.longest_transaction_seconds', [3_500, 3_700], {}, ['fired database-long-transaction @1']],
  ['database.deadlocks_total', [5, 5, 6, 6, 6, 6, 6, 6, 6, 6], {}, []],
  ['database.deadlocks_total', [0, 2, 4, 6, 8, 10, 12, 14], {}, ['fired database-deadlocks @6']],
  ['database_replication.lag_seconds', [0, 5_000, 0, 0], { peer: 'primary' }, []],
  ['database_replication.lag_seconds', flat(90, 4), { peer: 'primary' }, ['fired replication-lag @2']],
  [
    'database_replication.state',
    flat(code('database_replication.state', 'stopped'), 3),
    { peer: 'primary' },
    ['fired replication-stopped @2'],
  ],
  ['database_space.used_percent', flat(86, 7), space, ['fired database-space-high @5']],
  ['database_space.used_percent', flat(99, 7), { ...space, type: 'temporary' }, []],
  [
    'database_space.used_percent',
    flat(99, 11),
    { ...space, type: 'temporary' },
    ['fired database-temporary-space-full @10'],
  ],
  ['database_space.days_until_full', flat(6, 12), space, ['fired database-space-week @10']],
  [
    'database_space.days_until_full',
    [...flat(6, 12), ...flat(1, 13)],
    space,
    ['fired database-space-week @10', 'severity_changed database-space-week critical @14'],
  ],
  [
    'database_space.days_until_full',
    [3_650, 0.1, 0.1, 0.1, 0.1],
    space,
    ['fired database-space-week critical @3'],
  ],
  ['database_space.days_until_full', [3_650, 0.1, 3_650, 3_650, 0.1], space, []],
  ['database_log.used_percent', flat(96, 3), { log: 'wal' }, ['fired database-log-high critical @1']],
  [
    'database_backup.age_seconds',
    [90_000, 94_000],
    { database: 'a', type: 'full' },
    ['fired database-backup-old @1'],
  ],
  ['database_backup.age_seconds', flat(900_000, 5), { database: 'a', type: 'log' }, []],
  ['database.rights_missing', flat(1, 12), {}, ['fired database-rights-missing @10']],
  ['postgresql.transaction_ids_used_percent', [10, 51], {}, ['fired transaction-ids-high @1']],
  ['database.role', [1, 1, 2, 2], {}, ['fired database-role-changed @2']],
  ['dameng.licence_days_left', [31, 29, 8], {}, ['fired dameng-licence-expires @1']],
  ['oracle.corrupt_blocks', [0, 2], {}, ['fired oracle-corrupt-blocks @1']],
  [
    'oracle.alert_log_errors_hour',
    [0, 3, 0],
    {},
    ['fired oracle-alert-log @1', 'resolved oracle-alert-log @2'],
  ],
  ['db2.log_errors_hour', [3, 10], {}, []],
  ['elasticsearch_cluster_health.status', [0, 2, 2], {}, ['fired elasticsearch-red @2']],
  ['elasticsearch_cluster_health.status', flat(1, 16), {}, ['fired elasticsearch-yellow @15']],
  ['mysql_galera.state', [0, 1, 2], {}, ['fired galera-not-primary @2']],
  ['redis_cluster.state', [0, 1, 0, 0], {}, []],
  ['sql.state', [1, 4, 2, 3, 1, 1], { query: 'orders' }, ['fired sql-query-fails @5']],
  ['probe.state', flat(probeStateCode('full'), 2), { probe: 'postgres' }, ['fired database-full @0']],
  ['probe.state', flat(probeStateCode('denied'), 2), { probe: 'postgres' }, ['fired database-denied @0']],
])('%s of %j', async (metric, values, labels, expected) => {
  expect(await judged(metric, values, labels)).toEqual(expected);
});
