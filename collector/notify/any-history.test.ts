import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { alertsIn } from '#collector/alerts/alerts-repository.ts';
import { makeEvent } from '#collector/alerts/episode.ts';
import { sealWith } from '#collector/people/seal.ts';
import { rulesIn } from '#collector/rules/rules-repository.ts';
import type { Alert } from '#protocol/alert.ts';
import { SEVERITIES } from '#protocol/rule.ts';
import { channelsIn } from './channels-repository.ts';
import { HELD_CODES, type Routes, type Stage } from './plan.ts';
import type { Teller } from './teller.ts';
import type { Telling } from './telling-record.ts';
import { type CrashingLedger, crashingLedger } from './test-crashing-ledger.ts';
import {
  changed,
  firing,
  happened,
  resolved,
  type TellingWorld,
  tellingWorld,
} from './test-telling-world.ts';

/** Others by `WARD_SEEDS=7,8`. */
const SEEDS = process.env.WARD_SEEDS?.split(',').map(Number) ?? [1, 3, 5, 8, 9, 10];
const STEPS = 40;

const CHANNELS = ['ops', 'night', 'boss', 'robot'];
const PEOPLE = ['anna', 'bo'];

/** A number below, that the seed decides. */
type Random = (below: number) => number;

function randomOf(seed: number): Random {
  let state = (seed * 2_654_435_761) >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** What the server took, by its answer. */
interface Taken {
  call: string;
  /** `event channel recipient` of all that the message tells. */
  events: string[];
}

/** Events, holds, failures and crashes as a seed decides, until everything has come to rest. */
async function play(world: TellingWorld, seed: number) {
  const random = randomOf(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[random(items.length)];
  const holding = new Map<string, number>();
  const stage: Stage = ({ alert }, nowMs) => {
    const code = holding.get(alert.target);
    const untilMs = (Math.floor(nowMs / 7_000) + 1) * 7_000;
    return code === undefined
      ? undefined
      : { held: HELD_CODES[code], untilMs: code % 2 === 0 ? untilMs : null, params: { code: String(code) } };
  };
  // The same alert always goes to the same, and what is critical to the boss as well.
  const routes: Routes = ({ alert }) => {
    const at = Number.parseInt(alert.id.slice(0, 6), 16);
    const destinations = [{ channel: at % 2 ? 'ops' : 'robot', recipient: at % 3 ? '' : PEOPLE[at % 2] }];
    if (alert.severity === 'critical') destinations.push({ channel: 'boss', recipient: '' });
    return at % 7 === 0
      ? { destinations: [], notTold: [{ channel: '', recipient: 'carl', code: 'no_address', params: {} }] }
      : { destinations, notTold: [] };
  };
  const contact = (id: string) => ({
    to: { id, name: id, email: '', phone: '' },
    language: 'en' as const,
  });

  const taken: Taken[] = [];
  const moods = new Map<string, number>();
  world.answer = (path: string, response: ServerResponse) => {
    const mood = moods.get(path) ?? 200;
    if (mood === 0) return void response.destroy();
    const message = world.received.at(-1);
    if (mood === 200 && message) {
      const events = message.events.map(({ id }) => `${id} ${path} ${message.to?.id ?? ''}`);
      taken.push({ call: message.call, events });
    }
    response.writeHead(mood, mood === 429 ? { 'retry-after': '12' } : {}).end();
  };

  await world.channel('ops', { fallback: 'night', fallbackAfterMs: 30_000, callsPerMinute: 600 });
  await world.channel('night', { callsPerMinute: 600 });
  await world.channel('boss', { fallback: 'robot', callsPerMinute: 20 });
  await world.channel('robot', { callsPerMinute: 600 });

  let crashes = 0;
  let repeats = 0;
  let sql: CrashingLedger;
  let teller: Teller;
  const begin = () => {
    sql = crashingLedger(world.ledger.sql);
    const nowMs = () => world.clock.nowMs;
    const channels = channelsIn(sql, sealWith(Buffer.alloc(32, 1)), nowMs);
    const onFault = (what: string, error: Error) => {
      if (error.message !== 'killed') world.faults.push(`${what}: ${error.message}`);
    };
    teller = world.teller({
      sql,
      channels,
      rules: rulesIn(sql, nowMs),
      suppress: stage,
      routes,
      contact,
      onFault,
      mostHeld: 5,
    });
  };
  const run = async () => {
    await teller.run().catch(() => {});
    if (!sql.isDead) return;
    crashes++;
    repeats += teller.stats.repeats;
    await teller.close().catch(() => {});
    begin();
  };

  const alerts: Alert[] = [];
  let next = 0;
  const standing = () => alerts.filter(({ state }) => state === 'firing');
  const fire = () => {
    const alert = {
      ...firing(`web${random(12)}`, random(5) === 0 ? 'other' : 'main'),
      severity: pick(SEVERITIES),
    };
    const id = `${(seed * 7_919 + next++ * 104_729).toString(16).padStart(8, '0')}`.padEnd(32, 'a');
    const made = { ...alert, id };
    alerts.push(made);
    return { ...makeEvent(made, world.clock.nowMs, 1), id: `fired ${id}` };
  };
  const turn = async () => {
    const some = standing();
    switch (random(12)) {
      case 0:
        return world.happens(...Array.from({ length: 40 + random(40) }, fire));
      case 1:
      case 2:
      case 3:
        return world.happens(...Array.from({ length: 1 + random(4) }, fire));
      case 4:
      case 5:
      case 6: {
        for (const alert of some.filter(() => random(3) === 0)) {
          alert.state = 'resolved';
          const end = makeEvent(resolved(alert), world.clock.nowMs, 1);
          await alertsIn(world.ledger.sql).addLate([{ ...end, id: `resolved ${alert.id}` }]);
        }
        return;
      }
      case 7: {
        const alert = some.length > 0 ? pick(some) : undefined;
        if (!alert) return;
        const event = changed({ ...alert }, pick(SEVERITIES));
        alert.severity = event.alert.severity;
        return world.happens(event);
      }
      case 8:
        if (some.length > 0)
          await world.happens(happened(pick(['flapping', 'commented']), { ...pick(some) }));
        return;
      case 9:
        holding.set(`web${random(12)}`, random(HELD_CODES.length));
        return;
      case 10:
        holding.delete(`web${random(12)}`);
        teller.reconsider();
        return;
      default:
        moods.set(pick(CHANNELS), pick([200, 200, 500, 503, 429, 0, 404]));
    }
  };

  begin();
  for (let step = 0; step < STEPS; step++) {
    await turn();
    if (random(5) === 0) sql!.dieIn(random(120));
    await run();
    world.clock.nowMs += pick([0, 300, 700, 5_000, 20_000]);
  }
  // Everything becomes well, and comes to rest.
  holding.clear();
  moods.clear();
  teller!.reconsider();
  for (let step = 0; step < 60; step++) {
    await run();
    world.clock.nowMs += 20_000;
  }
  return { alerts, taken, crashes, repeats: repeats + teller!.stats.repeats, teller: teller! };
}

test.each(SEEDS)(
  'whatever happens, each event comes to each destination once, or its reason is on record (history %i)',
  async (seed) => {
    const world = await tellingWorld();
    try {
      const { alerts, taken, crashes, repeats, teller } = await play(world, seed);
      const calls = await world.calls.last(10_000);
      const events = await world.ledger.sql.all<{ id: string; alert: string; kind: string }>(
        'SELECT id, alert, kind FROM alert_events ORDER BY number',
      );
      const tellings = new Map<string, Telling[]>();
      for (const { id } of alerts) {
        for (const [event, some] of Map.groupBy(await world.record.tellingsOfAlert(id), (each) => each.event))
          tellings.set(event, some);
      }

      // Nothing is forgotten on the way, and nothing waits for ever.
      expect(events.filter(({ id }) => !tellings.has(id))).toEqual([]);
      const all = [...tellings.values()].flat();
      expect(all.filter(({ state }) => state === 'waiting' || state === 'sending')).toEqual([]);
      expect(teller.holding).toBe(0);
      expect(all.filter(({ state, code }) => state === 'not_told' && code === '')).toEqual([]);
      expect(all.filter(({ state, code }) => state === 'failed' && code === '')).toEqual([]);

      // What was delivered was taken once, and once more for each crash between sending and recording.
      const times = new Map(
        [...Map.groupBy(taken, ({ call }) => call)].map(([call, some]) => [call, some.length]),
      );
      for (const call of calls) {
        const count = times.get(call.id) ?? 0;
        if (call.state === 'delivered') expect(count).toBeGreaterThanOrEqual(1);
        expect(count).toBeLessThanOrEqual(1 + call.repeats);
      }
      expect(calls.reduce((sum, call) => sum + call.repeats, 0)).toBe(repeats);
      if (crashes === 0) expect(repeats).toBe(0);
      // No event is in two calls to the same destination.
      const places = all.map(({ event, channel, recipient }) => `${event} ${channel} ${recipient}`);
      expect(new Set(places).size).toBe(places.length);
      const known = new Set(places);
      expect(taken.flatMap((each) => each.events).filter((place) => !known.has(place))).toEqual([]);

      // Who was told of the beginning hears of the end, and nobody else does.
      for (const { id, state } of alerts) {
        if (state !== 'resolved') continue;
        const tellingsOf = await world.record.tellingsOfAlert(id);
        const placesOf = (...kinds: string[]) =>
          tellingsOf
            .filter(
              (each) => kinds.includes(each.kind) && each.state !== 'not_told' && each.insteadOf === null,
            )
            .map(({ channel, recipient }) => `${channel} ${recipient}`);
        const ended = placesOf('resolved');
        for (const place of placesOf('fired', 'severity_changed'))
          expect(ended, `${id} at ${place}`).toContain(place);
        for (const place of ended) expect(toldBefore(tellingsOf), `${id} at ${place}`).toContain(place);
      }
      if (process.env.WARD_SEEDS)
        console.log({ seed, crashes, ...teller.stats, repeats, calls: calls.length });
      expect(world.faults).toEqual([]);
    } finally {
      await world.close();
    }
  },
);

/** Who was told of the beginning or a rise, also as a fallback. */
function toldBefore(tellings: readonly Telling[]): string[] {
  return tellings
    .filter(({ kind, state }) => (kind === 'fired' || kind === 'severity_changed') && state !== 'not_told')
    .map(({ channel, recipient }) => `${channel} ${recipient}`);
}
