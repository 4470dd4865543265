import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeAlert, makeEvent } from '#collector/alerts/episode.ts';
import { ChannelInput } from '#collector/notify/channel-config.ts';
import { Teller } from '#collector/notify/teller.ts';
import { Rule } from '#protocol/rule.ts';
import { type TestWorld, testWorld } from './test-world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await testWorld();
});
afterAll(() => world.close());

const rule = Rule.parse({
  id: 'space',
  name: { 'zh-CN': '空间', en: 'space' },
  reason: { 'zh-CN': '', en: '' },
  watch: { metric: 'disk.used_percent' },
  severity: 'warning',
  condition: { kind: 'above', threshold: 80 },
});

test('an alert shows who is told of it and what held it back, to those who see it', async () => {
  const { parts, ledger, clock } = world;
  const series = { metric: 'disk.used_percent', labels: {}, unit: '%' };
  const subject = { rule, revision: 1, organisation: 'default', target: 't1', series };
  const alert = { ...makeAlert(subject, 5, 90), state: 'firing' as const, firedAtMs: 5 };
  await parts.alerts.addLate([makeEvent(alert, 5, 1)]);
  const config = { url: 'http://127.0.0.1:9/', secret: 'sixteen letters!' };
  await parts.channels.put(
    ChannelInput.parse({ name: 'ops', kind: 'webhook', isDefault: true, config }),
    'alice',
  );
  const beganMs = clock.nowMs;
  const teller = new Teller({
    sql: ledger.sql,
    channels: parts.channels,
    rules: { recall: async () => rule },
    organisation: () => ({ language: 'en', zone: 'Asia/Shanghai' }),
    targetName: (id) => id,
    pagesUrl: () => '',
    nowMs: () => clock.nowMs,
    silence: (_event, nowMs) =>
      nowMs < beganMs + 60_000
        ? { held: 'silenced', untilMs: beganMs + 60_000, params: { silence: 's1' } }
        : undefined,
    onFault() {},
  });
  await teller.run();
  clock.nowMs += 60_000;
  await teller.run();
  await teller.close();

  const { body } = await world.ask(world.admin, 'GET', `/api/v1/alerts/${alert.id}/tellings`);

  const event = makeEvent(alert, 5, 1).id;
  expect(body).toEqual({
    tellings: [
      {
        event,
        kind: 'fired',
        channel: 'ops',
        recipient: '',
        state: 'waiting',
        code: '',
        params: {},
        decidedAtMs: beganMs + 60_000,
        insteadOf: null,
        receipt: null,
      },
    ],
    holds: [
      {
        event,
        code: 'silenced',
        params: { silence: 's1' },
        fromMs: beganMs,
        untilMs: beganMs + 60_000,
        toMs: beganMs + 60_000,
      },
    ],
  });
  expect((await world.ask(world.admin, 'GET', '/api/v1/alerts/none/tellings')).status).toBe(404);
});
