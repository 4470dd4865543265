import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { alertsIn } from '#collector/alerts/alerts-repository.ts';
import { makeAlert, makeEvent } from '#collector/alerts/episode.ts';
import { configsIn } from '#collector/configs/configs.ts';
import { recordsIn } from '#collector/inventory/records.ts';
import { type TemporaryLedger, temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import type { Alert } from '#protocol/alert.ts';
import { EVIDENCE, type Evidence } from '#protocol/evidence.ts';
import { Rule } from '#protocol/rule.ts';
import { ALERT_EVIDENCE } from './alert-evidence.ts';
import { EVIDENCE_KEPT, type EvidenceRepository, evidenceIn } from './evidence.ts';

const MINUTE = 60_000;
const T0 = 1_700_000_000_000;
const LABELS = { source: 'app', pattern: 'error', severity: 'warning' };
const rule = Rule.parse({
  id: 'log-warning',
  name: { 'zh-CN': '日志', en: 'log' },
  reason: { 'zh-CN': '', en: '' },
  watch: { metric: 'logs.matches' },
  severity: 'warning',
  condition: { kind: 'rate', above: 0 },
});

let ledger: TemporaryLedger;
let evidence: EvidenceRepository;
let records: ReturnType<typeof recordsIn>;
let position: number;
beforeEach(async () => {
  ledger = await temporaryLedger();
  evidence = evidenceIn(ledger.sql);
  records = recordsIn(ledger.sql, {
    configs: configsIn(ledger.sql),
    evidence,
    recognise: async () => undefined,
    jobs: { takeRecord: async () => [], changed() {} },
    texts: { take: async () => undefined, taken() {} },
    learn: () => {},
  });
  position = 0;
});
afterEach(() => ledger.remove());

/** Evidence that arrives, so many minutes after the beginning. */
async function arrive(minute: number, line: string, more: Partial<Evidence> & { target?: string } = {}) {
  const { target = 't1', ...rest } = more;
  const data: Evidence = {
    metric: 'logs.matches',
    labels: LABELS,
    title: '/var/log/app.log',
    form: 'lines',
    lines: [line],
    omitted: 0,
    ...rest,
  };
  const timeMs = T0 + minute * MINUTE;
  await records.take([{ position: ++position, timeMs, record: { target, kind: EVIDENCE, key: 'k', data } }]);
}

/** An alert whose labels stand in another order than those of the evidence. */
async function fire(minute: number): Promise<Alert> {
  const labels = { pattern: 'error', severity: 'warning', source: 'app' };
  const subject = {
    rule,
    revision: 1,
    organisation: 'default',
    target: 't1',
    series: { metric: 'logs.matches', labels, unit: '1' },
  };
  const atMs = T0 + minute * MINUTE;
  const alert: Alert = { ...makeAlert(subject, atMs, 0.1), state: 'firing', firedAtMs: atMs };
  await alertsIn(ledger.sql).addLate([makeEvent(alert, atMs, 7)]);
  return alert;
}

async function resolve(alert: Alert, minute: number): Promise<void> {
  const resolvedAtMs = T0 + minute * MINUTE;
  const resolved: Alert = { ...alert, state: 'resolved', resolvedAtMs, resolution: 'recovered' };
  await alertsIn(ledger.sql).addLate([makeEvent(resolved, resolvedAtMs, 8)]);
}

const linesOf = async (alert: Alert) => (await evidence.ofAlert(alert.id)).flatMap(({ lines }) => lines);

describe('an alert', () => {
  test('has what was seen in the ten minutes before it fired, and what is seen while it fires', async () => {
    await arrive(-11, 'too old');
    await arrive(-1, 'before');
    await arrive(-1, 'of another series', { labels: { ...LABELS, pattern: 'other' } });
    await arrive(-1, 'of another target', { target: 't2' });
    await arrive(0, 'with it');
    const alert = await fire(0);
    await arrive(1, 'while it fires');
    await resolve(alert, 2);
    await arrive(3, 'after it');

    expect(await linesOf(alert)).toEqual(['before', 'with it', 'while it fires']);
  });

  test('has also what comes late, after a cut', async () => {
    const alert = await fire(0);
    await resolve(alert, 5);
    await arrive(1, 'seen while it fired');

    expect(await linesOf(alert)).toEqual(['seen while it fired']);
  });

  test('keeps it when the series has forgotten it, and not without limit', async () => {
    for (let count = 0; count < 30; count++) await arrive(-1, `before ${count}`);
    const alert = await fire(0);
    for (let count = 0; count < 30; count++) await arrive(1, `since ${count}`);

    const lines = await linesOf(alert);
    expect(lines).toHaveLength(ALERT_EVIDENCE.records);
    expect([lines[0], lines[9], lines[10], lines[19]]).toEqual([
      'before 20',
      'before 29',
      'since 0',
      'since 9',
    ]);
  });

  test('has no more than a quarter of a megabyte', async () => {
    const alert = await fire(0);
    const lines = Array.from({ length: 100 }, () => 'x'.repeat(999));
    for (let count = 0; count < 5; count++) await arrive(1, '', { lines });

    expect(await evidence.ofAlert(alert.id)).toHaveLength(2);
  });

  test('has each record once when the journal is read again', async () => {
    const alert = await fire(0);
    await arrive(1, 'once');
    position = 0;
    await arrive(1, 'once');

    expect(await linesOf(alert)).toEqual(['once']);
  });
});

describe('the history of evidence', () => {
  test('is bounded for each series, in number and in size for each target', async () => {
    for (let count = 0; count < 25; count++) await arrive(count, `${count}`);
    expect(await evidence.ofTarget('t1', undefined, {})).toHaveLength(EVIDENCE_KEPT.ofSeries);

    for (let series = 0; series < 12; series++)
      for (let count = 0; count < 20; count++)
        await arrive(100, `${count}`, { labels: { ...LABELS, pattern: `p${series}` } });
    expect(await evidence.ofTarget('t1', undefined, {})).toHaveLength(EVIDENCE_KEPT.ofTarget);

    const lines = Array.from({ length: 100 }, () => '错'.repeat(1_000));
    for (let series = 0; series < 10; series++)
      await arrive(200, '', { lines, labels: { ...LABELS, pattern: `large ${series}` } });
    const kept = await evidence.ofTarget('t1', undefined, {});
    expect(Buffer.byteLength(JSON.stringify(kept))).toBeLessThan(EVIDENCE_KEPT.bytesOfTarget * 1.1);
  });

  test('is told for one metric and labels, newest first', async () => {
    await arrive(0, 'one');
    await arrive(1, 'two');
    await arrive(1, 'other', { metric: 'page.changed', labels: {} });

    const ofSeries = await evidence.ofTarget('t1', 'logs.matches', { pattern: 'error' });
    expect(ofSeries.map(({ lines }) => lines[0])).toEqual(['two', 'one']);
    expect(await evidence.ofTarget('t1', 'logs.matches', { pattern: 'none' })).toEqual([]);
  });

  test('what is no evidence is an event that says so', async () => {
    const record = { target: 't1', kind: EVIDENCE, key: '', data: { lines: 'x' } };
    await records.take([{ position: 1, timeMs: T0, record }]);

    expect(await records.events('t1', undefined, 10)).toMatchObject([{ key: 'evidence_unreadable' }]);
  });
});
