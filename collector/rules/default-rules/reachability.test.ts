import { describe, expect, test } from 'vitest';
import { temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { defaultRules } from '#collector/rules/default-rules.ts';
import { JournalScript } from '#collector/rules/journal-script.ts';
import { openStreamJudge } from '#collector/rules/stream-judge.ts';
import { openSchemaBook } from '#collector/series/open-schema-book.ts';
import { type ProbeState, probeStateCode } from '#protocol/probe-state.ts';
import type { Schema } from '#protocol/schema.ts';

const T0 = 1_700_000_000_000;
const EVERY_MS = 60_000;

/** Judges one series by all shipped rules, a value each minute, and says what happened at which minute. */
async function judged(
  metric: string,
  values: readonly number[],
  labels: Record<string, string> = {},
): Promise<string[]> {
  const ledger = await temporaryLedger();
  const book = openSchemaBook();
  const script = new JournalScript(book).rules(1, defaultRules, T0);
  const column = { metric, labels, kind: 'gauge' as const, unit: '1' };
  const schema: Schema = { probe: 'tcp', target: 'service', intervalMs: EVERY_MS, columns: [column] };
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
    return `${kind} ${alert.rule}${severity} @${(atMs - T0) / 60_000}`;
  });
}

const flat = (value: number, times: number) => Array<number>(times).fill(value);

describe('a port', () => {
  const metric = 'net_response.result_code';

  test('that does not let in once is left alone, for a minute it is told', async () => {
    expect(await judged(metric, [0, 2, 0], { port: '22' })).toEqual([]);
    expect(await judged(metric, [0, 1, 4, 0], { port: '22' })).toEqual([
      'fired port-closed @2',
      'resolved port-closed @3',
    ]);
  });
});

test.each([
  ['tcp', 'silent', []],
  ['tcp', 'refused', []],
  ['ping', 'silent', ['fired device-unreachable @1']],
  ['postgres', 'refused', ['fired service-refuses @1']],
  ['dns', 'wrong_answer', ['fired dns-wrong-answer @1']],
  ['dns', 'failed', ['fired dns-server-failure @3']],
  ['smtp', 'wrong_answer', ['fired mail-wrong-answer @1']],
  ['ldap', 'wrong_answer', ['fired directory-wrong-answer @1']],
] as const)('%s that is %s is told once: %j', async (probe, why, expected) => {
  expect(await judged('probe.state', flat(probeStateCode(why as ProbeState), 4), { probe })).toEqual(
    expected,
  );
});

describe('packets', () => {
  test('of which one in five is lost now and then are no matter', async () => {
    expect(await judged('ping.percent_packet_loss', flat(20, 20))).toEqual([]);
  });

  test('that get lost are a warning, and an outage when most of them do', async () => {
    expect(await judged('ping.percent_packet_loss', [...flat(40, 5), ...flat(0, 4)])).toEqual([
      'fired packet-loss @3',
      'resolved packet-loss @7',
    ]);
    expect(await judged('ping.percent_packet_loss', flat(80, 4))).toEqual(['fired packet-loss critical @2']);
  });

  test('that take long or come unevenly for five minutes are told', async () => {
    expect(await judged('ping.average_response_ms', flat(250, 7))).toEqual(['fired round-trip-long @5']);
    expect(await judged('ping.jitter_ms', flat(31, 7))).toEqual(['fired jitter-high @5']);
    expect(await judged('ping.average_response_ms', flat(60, 20))).toEqual([]);
  });
});

describe('a time server', () => {
  test('that is off to either side is told, one that is right to half a second is not', async () => {
    expect(await judged('ntp_server.offset_seconds', flat(0.5, 9))).toEqual([]);
    for (const seconds of [-1.5, 90])
      expect(await judged('ntp_server.offset_seconds', flat(seconds, 4))).toEqual([
        'fired time-server-off @2',
      ]);
  });

  test('that follows nobody for five minutes is told', async () => {
    expect(await judged('ntp_server.leap', flat(3, 7))).toEqual(['fired time-server-unsynchronized @5']);
    expect(await judged('ntp_server.leap', flat(1, 7))).toEqual([]);
  });
});

test('servers of a zone that differ for two hours are told, and copies of a directory that lag', async () => {
  expect(await judged('dns_zone.serials_behind', [...flat(3, 60), ...flat(0, 9)])).toEqual([]);
  expect(await judged('dns_zone.serials_behind', flat(-1, 122))).toEqual(['fired dns-serials-apart @120']);
  expect(await judged('ldap.replication_lag_seconds', flat(400, 12))).toEqual(['fired directory-behind @10']);
});
