import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Alert } from '#protocol/alert.ts';
import type { HeldCode, Stage } from './plan.ts';
import {
  changed,
  firing,
  happened,
  resolved,
  T0,
  type TellingWorld,
  tellingWorld,
} from './test-telling-world.ts';

let world: TellingWorld;
/** What the stage holds back now, by target. */
let held: Map<string, { code: HeldCode; untilMs: number | null; params?: Record<string, string> }>;
const stage: Stage = ({ alert }) => {
  const found = held.get(alert.target);
  return found && { held: found.code, untilMs: found.untilMs, params: found.params ?? {} };
};

beforeEach(async () => {
  held = new Map();
  world = await tellingWorld();
  await world.channel('ops', { isDefault: true });
});
afterEach(async () => {
  await world.close();
  expect(world.faults).toEqual([]);
});

async function spans(alert: Alert) {
  return (await world.holds.ofAlert(alert.id)).map(({ code, fromMs, toMs }) => [
    code,
    fromMs - T0,
    toMs === null ? null : toMs - T0,
  ]);
}

test('what is held stays held while the ledger is away, and is told once it is back', async () => {
  const { sql } = world.ledger;
  let state: 'well' | 'losing' | 'away' = 'well';
  const well = () => {
    if (state === 'away') throw new Error('the ledger is away');
    return sql;
  };
  const one = world.teller({
    silence: stage,
    sql: {
      ...sql,
      all: async (text, ...values) => well().all(text, ...values),
      get: async (text, ...values) => well().get(text, ...values),
      run: async (text, ...values) => well().run(text, ...values),
      // It is lost with the commit: memory has gone on by then.
      transaction: async (work) =>
        well().transaction(async (inner) => {
          const result = await work(inner);
          if (state === 'losing') state = 'away';
          well();
          return result;
        }),
    },
  });
  held.set('web1', { code: 'silenced', untilMs: T0 + 60_000 });
  held.set('web2', { code: 'silenced', untilMs: T0 + 60_000 });
  await world.happens(firing('web1'));
  await world.run(one);
  await world.happens(firing('web2'));
  state = 'losing';
  await world.run(one);
  expect(new Set(world.faults.splice(0))).toEqual(new Set(['telling: the ledger is away']));

  state = 'well';
  held.clear();
  world.clock.nowMs = T0 + 60_000;
  await world.run(one);

  expect(world.told()).toEqual(['ops: fired web2, fired web1']);
});

test('what is held is told when its time has come and it still fires; what held it back is on record', async () => {
  held.set('web1', { code: 'silenced', untilMs: T0 + 60_000, params: { silence: 's1' } });
  const alert = firing('web1');
  await world.happens(alert);
  const one = world.teller({ silence: stage });
  await world.run(one);
  expect(one.holding).toBe(1);
  expect(await world.holds.ofAlert(alert.id)).toMatchObject([
    { code: 'silenced', params: { silence: 's1' }, untilMs: T0 + 60_000, toMs: null },
  ]);

  held.clear();
  await world.run(one);
  expect(world.told()).toEqual([]);
  world.clock.nowMs = T0 + 60_000;
  await world.run(one);

  expect(world.told()).toEqual(['ops: fired web1']);
  expect(await spans(alert)).toEqual([['silenced', 0, 60_000]]);
  expect(one.holding).toBe(0);
});

test('what waits for a change is asked when somebody says that something changed', async () => {
  held.set('web1', { code: 'suppressed', untilMs: null });
  const alert = firing('web1');
  await world.happens(alert);
  const one = world.teller({ suppress: stage });
  await world.run(one);
  held.clear();
  await world.run(one);
  expect(world.told()).toEqual([]);

  one.reconsider();
  await world.run(one);

  expect(world.told()).toEqual(['ops: fired web1']);
});

test('what happens to the alert itself lets it be asked again', async () => {
  held.set('web1', { code: 'suppressed', untilMs: null });
  const alert = firing('web1');
  await world.happens(alert);
  const one = world.teller({ suppress: stage });
  await world.run(one);

  held.clear();
  await world.happens(happened('released', alert));
  await world.run(one);

  expect(world.told()).toEqual(['ops: fired web1']);
});

test('a time that moves on is asked again each time, and written down only when it moves far', async () => {
  let asked = 0;
  const sliding: Stage = (_event, nowMs) => {
    asked++;
    return { held: 'awaiting_cause', untilMs: nowMs + 1_000, params: {} };
  };
  const alert = firing('web1');
  await world.happens(alert);
  await world.goBy(world.teller({ suppress: sliding }), 30_000, 1_000);

  expect(asked).toBe(30);
  const [span, ...others] = await world.holds.ofAlert(alert.id);
  expect([span.untilMs, others]).toEqual([T0 + 2_000, []]);
});

test('what ended before it was told is told to nobody, nor its end, for the reason that held it last', async () => {
  held.set('web1', { code: 'awaiting_cause', untilMs: T0 + 10_000 });
  const alert = firing('web1');
  await world.happens(alert);
  const one = world.teller({ suppress: stage });
  await world.run(one);
  held.set('web1', { code: 'suppressed', untilMs: null, params: { alert: 'cause' } });
  world.clock.nowMs = T0 + 10_000;
  await world.run(one);
  await world.happens(resolved(alert));
  await world.run(one);

  expect(world.told()).toEqual([]);
  expect(await world.record.tellingsOfAlert(alert.id)).toMatchObject([
    { kind: 'fired', channel: '', state: 'not_told', code: 'suppressed', params: { alert: 'cause' } },
    { kind: 'resolved', channel: '', state: 'not_told', code: 'suppressed', params: { alert: 'cause' } },
  ]);
  expect(await spans(alert)).toEqual([
    ['awaiting_cause', 0, 10_000],
    ['suppressed', 10_000, 10_600],
  ]);
});

test('survives a restart, with what happened to the alert since', async () => {
  held.set('web1', { code: 'silenced', untilMs: null });
  const alert = firing('web1');
  await world.happens(alert);
  const first = world.teller({ silence: stage });
  await world.run(first);
  await world.happens(changed(alert, 'critical'));
  await world.run(first);
  await first.close();

  held.clear();
  const second = world.teller({ silence: stage });
  second.reconsider();
  await world.run(second);

  expect(world.told()).toEqual(['ops: fired web1']);
  expect(world.received[0].events[0].alert.severity).toBe('critical');
  expect(await world.outcomes(alert)).toEqual(['severity_changed not_told merged', 'fired ops delivered']);
});

test('when too much is held the oldest is told rather than lost, and counted', async () => {
  const one = world.teller({ silence: stage, mostHeld: 3 });
  for (const target of ['web1', 'web2', 'web3', 'web4', 'web5']) {
    held.set(target, { code: 'silenced', untilMs: null });
    await world.happens(firing(target));
  }

  await world.run(one);

  expect(world.told()).toEqual(['ops: fired web1, fired web2']);
  expect(one.holding).toBe(3);
  expect(one.stats).toMatchObject({ held: 5, holdsOverflowed: 2 });
});

test('an end is told to those who heard of the beginning, whatever is silenced meanwhile', async () => {
  const alert = firing('web1');
  await world.happens(alert);
  const one = world.teller({ silence: stage });
  await world.run(one);
  held.set('web1', { code: 'maintenance', untilMs: null });
  await world.happens(resolved(alert));

  await world.run(one);

  expect(world.told()).toEqual(['ops: fired web1', 'ops: resolved web1']);
});

test('a rise that is held and over again is told to nobody, and the end to those who heard of the firing', async () => {
  const alert = firing('web1');
  await world.happens(alert);
  const one = world.teller({ silence: stage });
  await world.run(one);
  held.set('web1', { code: 'silenced', untilMs: null });
  const graver = { ...alert, severity: 'critical' as const };
  await world.happens(changed(alert, 'critical'));
  await world.run(one);
  await world.happens(changed(graver, 'warning'), resolved(alert));
  await world.run(one);

  expect(world.told()).toEqual(['ops: fired web1', 'ops: resolved web1']);
  expect(await world.outcomes(alert)).toEqual([
    'fired ops delivered',
    'severity_changed not_told silenced',
    'severity_changed not_told severity_fell',
    'resolved ops delivered',
  ]);
});
