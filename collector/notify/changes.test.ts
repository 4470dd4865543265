import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Routes, ruleRoutes } from './plan.ts';
import {
  changed,
  firing,
  happened,
  resolved,
  type TellingWorld,
  tellingWorld,
} from './test-telling-world.ts';

let world: TellingWorld;
beforeEach(async () => {
  world = await tellingWorld();
  await world.channel('ops', { isDefault: true });
  await world.channel('boss');
});
afterEach(async () => {
  await world.close();
  expect(world.faults).toEqual([]);
});

/** What is critical goes to the boss alone. */
const routes: Routes = (event, facts) =>
  event.alert.severity === 'critical'
    ? { destinations: [{ channel: 'boss', recipient: '' }], notTold: [] }
    : ruleRoutes(event, facts);

test('a rise is told to those who heard of the firing and to whom it concerns now, and all of them hear of the end', async () => {
  const alert = firing('web1');
  const one = world.teller({ routes });
  await world.happens(alert);
  await world.run(one);
  await world.happens(changed(alert, 'critical'));
  await world.run(one);
  await world.happens(resolved({ ...alert, severity: 'critical' }));
  await world.run(one);

  expect(world.told().sort()).toEqual([
    'boss: resolved web1',
    'boss: severity_changed web1',
    'ops: fired web1',
    'ops: resolved web1',
    'ops: severity_changed web1',
  ]);
});

test('a rise makes graver what has not gone out yet, and is told besides only to who hears of it first', async () => {
  const alert = firing('web1');
  const one = world.teller({ routes });
  await world.happens(alert, changed(alert, 'critical'));
  await world.run(one);

  expect(world.told().sort()).toEqual(['boss: severity_changed web1', 'ops: fired web1']);
  const severities = world.received.map(({ events }) => events[0].alert.severity);
  expect(severities).toEqual(['critical', 'critical']);
});

test('a fall is recorded and told to nobody', async () => {
  const alert = { ...firing('web1'), severity: 'critical' as const };
  const one = world.teller();
  await world.happens(alert, changed(alert, 'warning'));

  await world.run(one);

  expect(world.told()).toEqual(['ops: fired web1']);
  expect(await world.outcomes(alert)).toEqual([
    'fired ops delivered',
    'severity_changed not_told severity_fell',
  ]);
});

test('that it flaps is told to those who heard of the firing', async () => {
  const [alert, other] = [firing('web1'), { ...firing('web2'), severity: 'info' as const }];
  const one = world.teller();
  await world.happens(alert, other);
  await world.run(one);
  await world.happens(happened('flapping', alert), happened('flapping', other));
  await world.run(one);

  expect(world.told()).toEqual(['ops: fired web1', 'ops: flapping web1']);
  expect(await world.outcomes(other)).toEqual([
    'fired not_told info_unnamed',
    'flapping not_told firing_not_told',
  ]);
});

test('what people do and what hides an alert is seen on the pages and told to nobody', async () => {
  const alert = firing('web1');
  await world.happens(alert);
  const kinds = ['commented', 'assigned', 'closed', 'reopened', 'suppressed', 'released'] as const;
  await world.happens(...kinds.map((kind) => happened(kind, alert)));

  await world.run(world.teller());

  expect(world.told()).toEqual(['ops: fired web1']);
  const [, ...others] = await world.record.tellingsOfAlert(alert.id);
  expect(others.map(({ code, params }) => [code, params.kind])).toEqual(
    kinds.map((kind) => ['not_a_call', kind]),
  );
});
