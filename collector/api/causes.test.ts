import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordEvents } from '#collector/alerts/record-events.ts';
import { causesIn, inferredAlert, inferredEvent } from '#collector/causes/cause-ledger.ts';
import { type TestWorld, testWorld } from './test-world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await testWorld();
});
afterAll(() => world.close());

test('an alert lists what it takes down, for whoever may see it', async () => {
  const { sql } = world.ledger;
  const subject = (target: string) => ({ target, organisation: 'default' });
  const [cause, one, two] = ['core', 's1', 's2'].map((target) =>
    inferredAlert(subject(target), ['warning'], 1_000),
  );
  await sql.transaction((sql) =>
    recordEvents(
      sql,
      [cause, one, two].map((alert) => inferredEvent(alert!, 1_000)),
    ),
  );
  const because = { alert: cause!.id, target: 'core', relation: 'network' as const, sinceMs: 2_000 };
  await causesIn(sql).record(
    [one, two].map((alert) => ({ alert: alert!.id, because })),
    2_000,
  );
  await causesIn(sql).record([{ alert: two!.id, because: null }], 3_000);
  const path = `/api/v1/alerts/${cause!.id}/consequences`;

  const { status, body } = await world.ask(world.admin, 'GET', `${path}?limit=1`);

  expect(status).toBe(200);
  expect(body).toMatchObject({
    total: 2,
    standing: 1,
    consequences: [{ relation: 'network', fromMs: 2_000 }],
  });
  expect((await world.ask(world.admin, 'GET', `/api/v1/alerts/${one!.id}`)).body.because).toEqual(because);
  const elsewhere = await world.person('elsewhere', [{ organisation: 'other', role: 'operator' }]);
  expect((await world.ask(elsewhere, 'GET', path)).status).toBe(404);
});
