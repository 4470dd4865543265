import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeAlert, makeEvent } from '#collector/alerts/episode.ts';
import { Rule } from '#protocol/rule.ts';
import { type TestWorld, testWorld } from './test-world.ts';

let world: TestWorld;
beforeEach(async () => {
  world = await testWorld();
});
afterEach(() => world.close());

const ask = (method: string, url: string, body?: unknown) => world.ask(world.admin, method, url, body);
const rule = Rule.parse({
  id: 'cpu-high',
  name: { 'zh-CN': 'CPU', en: 'CPU' },
  reason: { 'zh-CN': '', en: '' },
  watch: { metric: 'cpu.usage_active' },
  severity: 'warning',
  condition: { kind: 'above', threshold: 80 },
});

async function fired(target: string, firedAtMs: number, resolvedAtMs: number | null): Promise<string> {
  const series = { metric: 'cpu.usage_active', labels: {}, unit: '%' };
  const began = makeAlert({ rule, revision: 1, organisation: 'default', target, series }, firedAtMs, 1);
  const alert = { ...began, state: resolvedAtMs === null ? ('firing' as const) : ('resolved' as const) };
  await world.parts.alerts.addLate([makeEvent({ ...alert, firedAtMs, resolvedAtMs }, firedAtMs, 2)]);
  return alert.id;
}

test('a span has the alerts that stood in it, the changes and the starts in it, and nothing of others', async () => {
  const id = (await ask('POST', '/api/v1/targets', { kind: 'server', name: 'web-1' })).body.id;
  const other = (await ask('POST', '/api/v1/targets', { kind: 'server', name: 'web-2' })).body.id;
  await fired(id, 1_000, 5_000);
  const over = await fired(id, 8_000, 12_000);
  const standing = await fired(id, 15_000, null);
  await fired(id, 40_000, null);
  await fired(other, 15_000, null);
  const said = (position: number, kernel: string) => ({
    position,
    timeMs: position * 1_000,
    record: { target: id, kind: 'inventory', key: '', data: { os: { kernel } } },
  });
  await world.registry.records.take([said(9, '5.10'), said(16, '6.1')]);
  world.series.push({
    target: id,
    metric: 'system.uptime',
    labels: {},
    timesMs: Float64Array.of(11_000, 18_000),
    values: Float64Array.of(900, 1),
  });

  const { status, body } = await ask('GET', `/api/v1/targets/${id}/marks?from=10000&to=20000`);

  expect(status).toBe(200);
  expect(body.alerts.map((each: { id: string }) => each.id)).toEqual([standing, over]);
  expect(body.events).toEqual([
    {
      atMs: 16_000,
      key: 'inventory_changed',
      data: { inventory: '', total: 1, changes: [{ path: 'os/kernel', before: '5.10', after: '6.1' }] },
    },
  ]);
  expect(body.restarts).toEqual([{ atMs: 17_000, metric: 'system.uptime' }]);
  expect(body.isCut).toBe(false);
});

test('what nobody may see is not there, and a span has a beginning before its end', async () => {
  const id = (await ask('POST', '/api/v1/targets', { kind: 'server', name: 'web-1' })).body.id;
  const stranger = await world.person('stranger', []);

  expect(
    (await world.ask(stranger, 'GET', `/api/v1/targets/${id}/marks?from=1&to=2`)).status,
  ).toBeGreaterThan(400);
  expect((await ask('GET', '/api/v1/targets/none/marks?from=1&to=2')).status).toBe(404);
  expect((await ask('GET', `/api/v1/targets/${id}/marks?from=2&to=1`)).body.message).toMatch(/^to: later/);
});
