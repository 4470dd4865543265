import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type TemporaryLedger, temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import type { AlertEvent } from '#protocol/alert.ts';
import { CauseDesk, type CauseDeskOptions } from './cause-desk.ts';
import { causeStage } from './cause-stage.ts';
import { anEstate, aTarget } from './test-estate.ts';
import { MEANING_OF, Room } from './test-room.ts';

const T0 = 1_700_000_000_000;

let ledger: TemporaryLedger;
let nowMs: number;
let room: Room;
let signs: Map<string, number>;
let answers: Map<string, boolean>;
let desks: CauseDesk[];
beforeEach(async () => {
  ledger = await temporaryLedger();
  nowMs = T0;
  room = new Room(ledger.sql, [], T0, () => true);
  signs = new Map();
  answers = new Map();
  desks = [];
});
afterEach(async () => {
  for (const desk of desks) await desk.close();
  await ledger.remove();
});

async function openDesk(more: Partial<CauseDeskOptions> = {}): Promise<CauseDesk> {
  const targets = [
    aTarget('core', {}),
    ...['s1', 's2', 's3'].map((id) => aTarget(id, { network: ['core'] }, { kind: 'server' })),
    aTarget('alone', {}, { kind: 'server' }),
  ];
  const agents = ['s1', 's2', 's3', 'alone'].map((target) => ({ target, organisation: 'main', zone: null }));
  const desk = await CauseDesk.open({
    sql: ledger.sql,
    estate: async () => anEstate(targets, { agents }),
    meaningOf: (rule) => MEANING_OF[rule],
    signs: () => signs,
    ask: async (target) => answers.get(target),
    nowMs: () => nowMs,
    onFault: (_what, error) => {
      throw error;
    },
    ...more,
  });
  desks.push(desk);
  return desk;
}

async function falls(target: string, rule = 'agent-silent'): Promise<AlertEvent> {
  const more = { value: null, metric: 'agent.uptime_seconds' };
  const alert = room.alert(rule, target, nowMs - 90_000, nowMs, more);
  const [event] = await room.record([room.fired(alert, nowMs)]);
  return event as AlertEvent;
}

const held = (desk: CauseDesk, event: AlertEvent) => causeStage(desk)(event, nowMs)?.held;

describe('a silence', () => {
  test('with nothing above it is told as soon as it was looked at, and whoever tells hears of that', async () => {
    const desk = await openDesk();
    let decided = 0;
    desk.onDecided(() => decided++);
    const event = await falls('alone');
    expect(held(desk, event)).toBe('awaiting_cause');
    desk.take([event]);
    expect(held(desk, event)).toBe('awaiting_cause');

    await desk.run();

    expect(held(desk, event)).toBeUndefined();
    expect(decided).toBe(1);
  });

  test('waits for its cause while that may yet show itself, and no longer', async () => {
    const desk = await openDesk();
    const event = await falls('s1');
    desk.take([event]);
    await desk.run();
    expect(held(desk, event)).toBe('awaiting_cause');

    nowMs += 15_000;
    await desk.run();

    expect(held(desk, event)).toBeUndefined();
  });

  test('is told at once when what it hangs on, or something else behind that, was heard of since', async () => {
    const desk = await openDesk();
    signs.set('s2', nowMs - 1_000);
    const event = await falls('s1');
    desk.take([event]);

    await desk.run();

    expect(held(desk, event)).toBeUndefined();
  });

  test('is told at once when what it hangs on answers a question', async () => {
    const desk = await openDesk();
    answers.set('core', true);
    const event = await falls('s1');
    desk.take([event]);
    await desk.run();

    await desk.run();

    expect(held(desk, event)).toBeUndefined();
    expect(desk.stats.asked).toBe(1);
  });

  test('of one thing is enough where what it hangs on does not answer either', async () => {
    const desk = await openDesk();
    answers.set('core', false);
    const event = await falls('s1');
    desk.take([event]);
    await desk.run();
    nowMs += 15_000;

    await desk.run();

    expect(held(desk, event)).toBe('suppressed');
    expect(desk.verdict(event.alert, nowMs)).toMatchObject({
      because: { target: 'core', relation: 'network' },
    });
  });

  test('that no rule gives a meaning, and what was measured, waits for nothing', async () => {
    const desk = await openDesk();
    const alert = room.alert('disk-full', 's1', nowMs, nowMs, { metric: 'disk.used_percent', value: 99 });
    const [event] = await room.record([room.fired(alert, nowMs)]);
    desk.take([event as AlertEvent]);

    expect(held(desk, event as AlertEvent)).toBeUndefined();
  });

  test('that cannot be looked at for long is told all the same', async () => {
    const desk = await openDesk({ estate: () => Promise.reject(new Error('the ledger is busy')) });
    const event = await falls('s1');
    desk.take([event]);
    await expect(desk.run()).rejects.toThrow('busy');
    expect(held(desk, event)).toBe('awaiting_cause');

    nowMs += 60_000;

    expect(held(desk, event)).toBeUndefined();
  });
});

test('what is hidden is in the ledger, with its cause, and the same after a restart', async () => {
  const desk = await openDesk();
  const events = [await falls('s1'), await falls('s2')];
  desk.take(events);
  nowMs += 15_000;
  const made: string[] = [];
  desk.onEvents((all) => made.push(...all.map(({ kind, alert }) => `${kind} ${alert.target}`)));
  await desk.run();
  expect(made).toEqual(['fired core', 'suppressed s1', 'suppressed s2']);

  await desk.close();
  const again = await openDesk();

  for (const event of events) expect(held(again, event)).toBe('suppressed');
  await again.run();
  expect(again.stats).toMatchObject({ suppressed: 0, inferred: 0, hidden: 2 });
});

test('what came back is known to be so, although its cause was found out meanwhile', async () => {
  const desk = await openDesk();
  const events = [await falls('s1'), await falls('s2'), await falls('s3')];
  desk.take(events);
  nowMs += 15_000;
  // In the ledger already, and not yet handed on.
  const [back] = await room.record([room.resolved((events[2] as AlertEvent).alert, nowMs)]);

  await desk.run();
  desk.take([back as AlertEvent]);

  expect(desk.stats.hidden).toBe(2);
  const rows = await ledger.sql.all<{ state: string }>("SELECT state FROM alerts WHERE target = 's3'");
  expect(rows).toMatchObject([{ state: 'resolved' }]);
});
