import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type TemporaryLedger, temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { FULL_SCOPE } from '#collector/people/caller.ts';
import type { Alert } from '#protocol/alert.ts';
import { Rule } from '#protocol/rule.ts';
import { type AlertsRepository, alertsIn } from './alerts-repository.ts';
import { makeAlert, makeEvent } from './episode.ts';
import type { Point } from './scan.ts';

const T0 = 1_700_000_000_000;
const rule = Rule.parse({
  id: 'space',
  name: { 'zh-CN': '空间', en: 'space' },
  reason: { 'zh-CN': '', en: '' },
  watch: { metric: 'disk.used_percent' },
  severity: 'warning',
  condition: { kind: 'above', threshold: 80 },
});

let ledger: TemporaryLedger;
let alerts: AlertsRepository;
beforeEach(async () => {
  ledger = await temporaryLedger();
  alerts = alertsIn(ledger.sql);
});
afterEach(() => ledger.remove());

function firing(target: string, second: number, organisation = 'main'): Alert {
  const beganAtMs = T0 + second * 1_000;
  const subject = {
    rule,
    revision: 1,
    organisation,
    target,
    series: { metric: 'disk.used_percent', labels: {}, unit: '%' },
  };
  return { ...makeAlert(subject, beganAtMs, 90), state: 'firing', firedAtMs: beganAtMs };
}

function resolved(alert: Alert): Alert {
  return {
    ...alert,
    state: 'resolved',
    resolvedAtMs: alert.beganAtMs + 500,
    resolution: 'recovered',
    value: 10,
  };
}

async function record(...all: Alert[]): Promise<void> {
  await alerts.addLate(all.map((alert) => makeEvent(alert, alert.resolvedAtMs ?? alert.beganAtMs, 7)));
}

describe('a list', () => {
  test('comes newest first, page by page, without gaps or repeats where alerts began together', async () => {
    const all = ['a', 'b', 'c', 'd', 'e'].map((target, index) => firing(target, index >> 1));
    await record(...all);

    const seen: Alert[] = [];
    let after: Point | null = null;
    do {
      const page = await alerts.list(FULL_SCOPE, {}, after, 2);
      seen.push(...page.alerts);
      after = page.next;
    } while (after !== null);

    expect(seen.map((alert) => alert.beganAtMs)).toEqual(all.map((alert) => alert.beganAtMs).reverse());
    expect(new Set(seen.map((alert) => alert.target)).size).toBe(5);
  });

  test('is filtered by state, target, severity and time', async () => {
    await record(firing('a', 1), firing('b', 2), resolved(firing('c', 3)));
    const targets = async (filter: Parameters<AlertsRepository['list']>[1]) =>
      (await alerts.list(FULL_SCOPE, filter, null, 10)).alerts.map((alert) => alert.target);

    expect(await targets({ states: ['firing'] })).toEqual(['b', 'a']);
    expect(await targets({ states: [] })).toEqual([]);
    expect(await targets({ target: 'c', states: ['resolved', 'firing'] })).toEqual(['c']);
    expect(await targets({ severities: ['critical'] })).toEqual([]);
    expect(await targets({ fromMs: T0 + 2_000, toMs: T0 + 3_000, rule: 'space' })).toEqual(['b']);
  });

  test('shows only the organisations of the person', async () => {
    await record(firing('a', 1), firing('b', 2, 'other'));
    const scope = { everywhere: false, organisations: ['other'] };

    expect((await alerts.list(scope, {}, null, 10)).alerts.map((alert) => alert.target)).toEqual(['b']);
    expect(await alerts.get(scope, firing('a', 1).id)).toBeUndefined();
    expect(await alerts.history(scope, firing('a', 1).id)).toEqual([]);
  });
});

describe('history', () => {
  test('holds each event once, however often it is recorded', async () => {
    const alert = firing('a', 1);
    const event = makeEvent(alert, alert.beganAtMs, 7);

    expect(await alerts.addLate([event])).toEqual([event]);
    expect(await alerts.addLate([event, makeEvent(resolved(alert), T0 + 1_500, 8)])).toHaveLength(1);

    expect((await alerts.history(FULL_SCOPE, alert.id)).map((each) => each.kind)).toEqual([
      'fired',
      'resolved',
    ]);
    expect(await alerts.get(FULL_SCOPE, alert.id)).toEqual(resolved(alert));
  });

  test('is read in the order in which it was recorded', async () => {
    await record(firing('a', 5), firing('b', 1), firing('c', 3));

    const [, second] = await alerts.eventsAfter(0, 2);

    expect(second.event.alert.target).toBe('b');
    expect((await alerts.eventsAfter(second.number, 10)).map(({ event }) => event.alert.target)).toEqual([
      'c',
    ]);
  });
});

describe('acknowledging', () => {
  test('is an event of its own and stays with the alert when it is resolved', async () => {
    const alert = firing('a', 1);
    await record(alert);

    const answer = await alerts.work(
      FULL_SCOPE,
      alert.id,
      { action: 'acknowledge', comment: 'on it' },
      'alice',
      T0 + 2_000,
    );
    await record(resolved(alert));

    const acknowledged = { by: 'alice', atMs: T0 + 2_000, comment: 'on it' };
    expect(answer).toMatchObject({
      event: { kind: 'acknowledged', alert: { state: 'firing', acknowledged } },
    });
    const history = await alerts.history(FULL_SCOPE, alert.id);
    expect(history.map((event) => event.kind)).toEqual(['fired', 'acknowledged', 'resolved']);
    expect(history[2].alert.acknowledged).toEqual(acknowledged);
    expect(await alerts.get(FULL_SCOPE, alert.id)).toMatchObject({ state: 'resolved', acknowledged });
  });

  test('is refused with the reason', async () => {
    const [one, two] = [firing('a', 1), firing('b', 2)];
    await record(one, resolved(two));
    const acknowledge = (id: string, organisations: string[]) =>
      alerts.work(
        { everywhere: false, organisations },
        id,
        { action: 'acknowledge', comment: '' },
        'alice',
        T0,
      );

    expect(await acknowledge(two.id, ['main'])).toEqual({ refused: 'not_firing' });
    expect(await acknowledge(one.id, ['other'])).toEqual({ refused: 'unknown_alert' });
    await acknowledge(one.id, ['main']);
    expect(await acknowledge(one.id, ['main'])).toEqual({ refused: 'already_acknowledged' });
  });

  // What is said on librenms#3098: a trouble that comes back is a new one, and nobody has taken it up.
  test('ends with the episode: the next one of the same series is as nobody has seen it', async () => {
    const [first, second] = [firing('a', 1), firing('a', 60)];
    await record(first);
    await alerts.work(FULL_SCOPE, first.id, { action: 'claim', comment: '' }, 'alice', T0);
    await alerts.work(FULL_SCOPE, first.id, { action: 'acknowledge', comment: '' }, 'alice', T0);
    await record(resolved(first));

    await record(second);

    expect(second.id).not.toBe(first.id);
    expect(await alerts.get(FULL_SCOPE, second.id)).toMatchObject({
      state: 'firing',
      acknowledged: null,
      assigned: null,
    });
  });

  test('outlasts flapping, of which judging tells with no word of it', async () => {
    const alert = firing('a', 1);
    await record(alert);
    await alerts.work(FULL_SCOPE, alert.id, { action: 'acknowledge', comment: '' }, 'alice', T0);
    const flapping = { ...alert, flapping: true };

    await alerts.addLate([{ ...makeEvent(flapping, T0 + 5_000, 9), id: 'flaps', kind: 'flapping' }]);

    expect(await alerts.get(FULL_SCOPE, alert.id)).toMatchObject({
      flapping: true,
      acknowledged: { by: 'alice' },
    });
  });

  test('and taking it back, in the same moment and again and again, are events of their own', async () => {
    const alert = firing('a', 1);
    await record(alert);
    const deeds = ['acknowledge', 'unacknowledge', 'acknowledge', 'unacknowledge'] as const;

    for (const action of deeds) await alerts.work(FULL_SCOPE, alert.id, { action, comment: '' }, 'alice', T0);

    const kinds = (await alerts.history(FULL_SCOPE, alert.id)).map((event) => event.kind);
    expect(kinds).toEqual(['fired', 'acknowledged', 'unacknowledged', 'acknowledged', 'unacknowledged']);
    expect((await alerts.get(FULL_SCOPE, alert.id))?.acknowledged).toBeNull();
  });
});
