import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TemporaryLedger, temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { openSchemaBook } from '#collector/series/open-schema-book.ts';
import { probeStateCode } from '#protocol/probe-state.ts';
import { vocabulary } from '#protocol/vocabulary/vocabulary.ts';
import { defaultRules } from '../default-rules.ts';
import { JournalScript } from '../journal-script.ts';
import { openStreamJudge } from '../stream-judge.ts';

const T0 = 1_700_000_000_000;

let ledger: TemporaryLedger;
beforeEach(async () => {
  ledger = await temporaryLedger();
});
afterEach(() => ledger.remove());

/** Judges one series by all shipped rules, a value each minute, and says what happened at which minute. */
async function judged(
  metric: string,
  values: readonly (number | string)[],
  labels: Record<string, string> = {},
): Promise<string[]> {
  const book = openSchemaBook();
  const script = new JournalScript(book).rules(1, defaultRules, T0);
  const column = { metric, labels, kind: 'gauge' as const, unit: '1' };
  const schema = { probe: 'http', target: 'page', intervalMs: 60_000, columns: [column] };
  const { states } = vocabulary.find(({ name }) => name === metric) ?? {};
  values.forEach((value, minute) => {
    script.frame(schema, T0 + minute * 60_000, [
      typeof value === 'number' ? value : (states?.[value]?.code ?? NaN),
    ]);
  });
  const judge = await openStreamJudge({ sql: ledger.sql, book, organisationOf: () => 'main' });
  judge.take(script.batch());
  const events = await judge.commit();
  return events.map(({ kind, atMs, alert }) => {
    const own = defaultRules.find(({ id }) => id === alert.rule)?.severity;
    const severity = alert.severity === own ? '' : ` ${alert.severity}`;
    return `${kind} ${alert.rule}${severity} @${(atMs - T0) / 60_000}`;
  });
}

describe('a page', () => {
  it('that answers wrongly twice is critical, and once is not', async () => {
    expect(await judged('page.state', ['ok', 'wrong_status', 'ok', 'ok'])).toEqual([]);
    expect(await judged('page.state', ['ok', 'wrong_status', 'text_missing', 'ok', 'ok', 'ok'])).toEqual([
      'fired page-wrong-answer @2',
      'resolved page-wrong-answer @4',
    ]);
  });

  it('that is altered is told at once, and does not flap', async () => {
    const flapping = ['ok', 'altered', 'ok', 'altered', 'ok', 'altered'];

    expect(await judged('page.state', flapping)).toEqual(['fired page-altered @1']);
  });

  it('that is not done in time is told after two visits', async () => {
    const tooSlow = probeStateCode('too_slow');

    expect(await judged('probe.state', [0, tooSlow, tooSlow], { probe: 'http' })).toEqual([
      'fired page-not-in-time @2',
    ]);
  });

  it('that is slow for five minutes is a warning', async () => {
    expect(await judged('http_response.response_time', [1, 6, 6, 1, 6, 6, 6, 6, 6, 6])).toEqual([
      'fired page-slow @9',
    ]);
  });
});

describe('a certificate', () => {
  it('is told 45, 30 and 7 days before its end', async () => {
    expect(await judged('certificate.days_left', [46, 44.9, 30, 29.9, 7, 6.9])).toEqual([
      'fired certificate-expires @1',
      'severity_changed certificate-expires warning @3',
      'severity_changed certificate-expires critical @5',
    ]);
  });

  it('is one alert, whose severity falls an hour after it was replaced', async () => {
    const days = (left: number) => Array<number>(70).fill(left);

    expect(
      await judged('certificate.days_left', [...days(44), ...days(29), ...days(6), ...days(40), ...days(90)]),
    ).toEqual([
      'fired certificate-expires @0',
      'severity_changed certificate-expires warning @70',
      'severity_changed certificate-expires critical @140',
      'severity_changed certificate-expires @270',
      'resolved certificate-expires @340',
    ]);
  });

  it.each([
    ['expired', 'certificate-unusable'],
    ['wrong_name', 'certificate-unusable'],
    ['not_yet_valid', 'certificate-unusable'],
    ['chain_expired', 'certificate-unusable'],
    ['self_signed', 'certificate-self-signed'],
    ['unknown_issuer', 'certificate-unknown-issuer'],
    ['incomplete_chain', 'certificate-incomplete-chain'],
    ['weak_key', 'certificate-weak-key'],
    ['weak_signature', 'certificate-weak-signature'],
  ])('that is %s is one alert: %s', async (state, rule) => {
    expect(await judged('certificate.state', ['ok', state])).toEqual([`fired ${rule} @1`]);
  });
});

describe('a site', () => {
  it('with broken links or a column that is not as it should be is told', async () => {
    expect(await judged('site.broken_links', [0, 2, 0])).toEqual([
      'fired site-broken-links @1',
      'resolved site-broken-links @2',
    ]);
    expect(await judged('site.column_state', ['ok', 'missing'], { column: 'news' })).toEqual([
      'fired site-column @1',
    ]);
  });
});
