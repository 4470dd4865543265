import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeAlert, makeEvent } from '#collector/alerts/episode.ts';
import { EVIDENCE } from '#protocol/evidence.ts';
import { Rule } from '#protocol/rule.ts';
import { type TestWorld, testWorld } from './test-world.ts';

let world: TestWorld;
beforeEach(async () => {
  world = await testWorld();
});
afterEach(() => world.close());

const ask = (method: string, url: string, body?: unknown) => world.ask(world.admin, method, url, body);
const rule = Rule.parse({
  id: 'log-warning',
  name: { 'zh-CN': '日志', en: 'log' },
  reason: { 'zh-CN': '', en: '' },
  watch: { metric: 'logs.matches' },
  severity: 'warning',
  condition: { kind: 'rate', above: 0 },
});

test('evidence is told with its alert and with its target, to those who see them', async () => {
  const target = (await ask('POST', '/api/v1/targets', { kind: 'server', name: 'web-1' })).body.id;
  const labels = { pattern: 'error' };
  const line = {
    metric: 'logs.matches',
    labels,
    title: 'app.log',
    form: 'lines',
    lines: ['ERROR'],
    omitted: 3,
  };
  const record = { target, kind: EVIDENCE, key: 'k', data: line };
  await world.registry.records.take([{ position: 1, timeMs: 5, record }]);
  const subject = {
    rule,
    revision: 1,
    organisation: 'default',
    target,
    series: { metric: 'logs.matches', labels, unit: '1' },
  };
  const alert = { ...makeAlert(subject, 6, 1), state: 'firing' as const, firedAtMs: 6 };
  await world.parts.alerts.addLate([makeEvent(alert, 6, 2)]);

  expect((await ask('GET', `/api/v1/alerts/${alert.id}/evidence`)).body).toEqual({
    evidence: [{ timeMs: 5, ...line }],
    isFull: false,
  });
  const ofTarget = `/api/v1/targets/${target}/evidence`;
  expect(
    (await ask('GET', `${ofTarget}?metric=logs.matches&label.pattern=error`)).body.evidence,
  ).toHaveLength(1);
  expect((await ask('GET', `${ofTarget}?metric=logs.matches&label.pattern=x`)).body.evidence).toEqual([]);
  expect((await ask('GET', '/api/v1/alerts/none/evidence')).status).toBe(404);
  const stranger = await world.person('stranger', []);
  expect((await world.ask(stranger, 'GET', ofTarget)).status).toBeGreaterThanOrEqual(403);
});
