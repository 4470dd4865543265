import { afterEach, beforeEach, expect, test } from 'vitest';
import { UNTOUCHED } from '#protocol/alert.ts';
import { type TestWorld, testWorld } from './test-world.ts';

let world: TestWorld;
beforeEach(async () => {
  world = await testWorld();
});
afterEach(() => world.close());

const ask = (method: string, url: string, body?: unknown) => world.ask(world.admin, method, url, body);

test('an alert that is taken up says by whom, once, and others hear of it', async () => {
  const id = 'a'.repeat(32);
  const alert = {
    id,
    rule: 'busy',
    ruleRevision: 1,
    organisation: 'default',
    target: 't',
    metric: 'cpu.usage_active',
    labels: {},
    severity: 'warning' as const,
    state: 'firing' as const,
    beganAtMs: 1,
    firedAtMs: 1,
    value: 99,
    threshold: 90,
    ...UNTOUCHED,
  };
  await world.parts.alerts.addLate([
    {
      id: `${id}-fired`,
      kind: 'fired',
      atMs: 1,
      position: 1,
      late: false,
      by: null,
      comment: '',
      from: null,
      alert,
    },
  ]);
  const url = `/api/v1/alerts/${id}/acknowledge`;

  const { body } = await ask('POST', url, { comment: 'on it' });
  const again = await ask('POST', url, {});

  expect(body.acknowledged).toEqual({ by: 'admin', comment: 'on it', atMs: world.clock.nowMs });
  expect(again).toMatchObject({ status: 409, body: { code: 'already_acknowledged' } });
  expect(world.told).toMatchObject([{ kind: 'acknowledged', alert: { id } }]);
  expect((await ask('GET', '/api/v1/alerts?state=pending,firing&state=resolved')).body.alerts).toHaveLength(
    1,
  );
  expect((await ask('GET', '/api/v1/alerts?state=resolved')).body.alerts).toEqual([]);
  expect((await ask('GET', '/api/v1/alerts?state=burning')).status).toBe(400);
  expect((await ask('GET', `/api/v1/alerts/${id}/events`)).body.events).toHaveLength(2);
});
