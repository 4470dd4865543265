/*
 * Silences before the real pipeline of telling. Re-enacts what is described on kibana#215634 (what still fires when
 * planned work ends is never told) and librenms#16015 (the end of what nobody was told is told).
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Audit } from '#collector/audit/audit.ts';
import type { Teller } from '#collector/notify/teller.ts';
import {
  firing,
  resolved,
  T0,
  type TellingWorld,
  tellingWorld,
} from '#collector/notify/test-telling-world.ts';
import { chinaCalendar } from '#judging/schedule/working-days.ts';
import { AlertMatch } from '#protocol/alert-match.ts';
import type { Times } from '#protocol/clock-times.ts';
import type { Silence } from '#protocol/silence.ts';
import { silenceStage } from './holding.ts';
import { Silences } from './silences.ts';

const MINUTE = 60_000;
const actor = { who: 'bob', address: '' };
let world: TellingWorld;
let silences: Silences;
let teller: Teller;
beforeEach(async () => {
  world = await tellingWorld();
  await world.channel('ops', { isDefault: true });
  const { sql } = world.ledger;
  silences = await Silences.open(
    {
      sql,
      audit: new Audit(sql, Buffer.alloc(32), () => world.clock.nowMs),
      clockOf: () => ({ zone: 'Asia/Shanghai', calendar: chinaCalendar() }),
      placeOf: () => ({ groups: [], meaning: undefined }),
    },
    T0,
  );
  teller = world.teller({ silence: silenceStage(silences) });
  silences.onChange(() => teller.reconsider());
});
afterEach(async () => {
  await world.close();
  expect(world.faults).toEqual([]);
});

function plan(target: string, minutes: number): Promise<Silence> {
  const times: Times = { kind: 'once', fromMs: T0, toMs: T0 + minutes * MINUTE };
  const match = AlertMatch.parse({ targets: [target] });
  const fields = { kind: 'maintenance', name: 'work', match, times, comment: '' } as const;
  return silences.create(actor, 'main', fields, T0);
}

test('what still fires when planned work ends is told then, and what ended in it to nobody', async () => {
  await plan('web1', 60);
  await plan('web2', 60);
  const [lasting, passing] = [firing('web1'), firing('web2')];
  await world.happens(lasting, passing);
  await world.run(teller);
  await world.happens(resolved(passing));
  await world.run(teller);
  expect(world.told()).toEqual([]);

  world.clock.nowMs = T0 + 60 * MINUTE;
  await world.run(teller);

  expect(world.told()).toEqual(['ops: fired web1']);
  expect((await world.outcomes(passing)).join()).toContain('maintenance');
});

test('the end of what was told before is told, planned work or not', async () => {
  const alert = firing('web1');
  await world.happens(alert);
  await world.run(teller);
  await plan('web1', 60);

  await world.happens(resolved(alert));
  await world.run(teller);

  expect(world.told()).toEqual(['ops: fired web1', 'ops: resolved web1']);
});

test('work that was ended early, or made longer, is heeded at once', async () => {
  const [one, other] = [await plan('web1', 60), await plan('web2', 60)];
  await world.happens(firing('web1'), firing('web2'));
  await world.run(teller);
  world.clock.nowMs = T0 + 10 * MINUTE;

  await silences.end(actor, one, world.clock.nowMs);
  const { kind, name, match, comment } = other;
  const longer: Times = { kind: 'once', fromMs: T0, toMs: T0 + 120 * MINUTE };
  await silences.change(actor, other, { kind, name, match, comment, times: longer });
  await world.run(teller);
  expect(world.told()).toEqual(['ops: fired web1']);
  world.clock.nowMs = T0 + 61 * MINUTE;
  await world.run(teller);
  expect(world.told()).toEqual(['ops: fired web1']);

  world.clock.nowMs = T0 + 120 * MINUTE;
  await world.run(teller);
  expect(world.told()).toEqual(['ops: fired web1', 'ops: fired web2']);
});
