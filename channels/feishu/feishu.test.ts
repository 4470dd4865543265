import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { describeHttpChannel, manyEvents, storm, T0, tellBy } from '../http-channel-suite.ts';
import { sampleCall, sampleEvent } from '../sample-call.ts';
import { type Receiver, startReceiver } from '../test-receiver.ts';
import { feishu } from './feishu.ts';

const HOOK = '01234567-89ab-cdef-0123-456789abcdef';
const SECRET = 'feishu-signing-secret';

let robot: Receiver;
beforeAll(async () => {
  robot = await startReceiver(({ path, json, body }) => {
    const said = (code: number, msg: string) => ({ body: { code, msg, data: {} } });
    if (path !== `/open-apis/bot/v2/hook/${HOOK}`)
      return said(19001, 'param invalid: incoming webhook access token invalid');
    if (Buffer.byteLength(body) > 20 * 1024) return said(9499, 'Bad Request');
    const key = `${json?.timestamp}\n${SECRET}`;
    const sign = createHmac('sha256', key).update('').digest('base64');
    if (json?.sign !== sign || Math.abs(Number(json.timestamp) * 1000 - T0) > 3_600_000)
      return said(19021, 'sign match fail or timestamp is not within one hour from current time');
    if (json.msg_type !== 'interactive' || !json.card?.elements) return said(9499, 'Bad Request');
    return { body: { code: 0, msg: 'success', data: {}, StatusCode: 0, StatusMessage: 'success' } };
  });
});
beforeEach(() => robot.reset());
afterAll(() => robot.close());

const config = () => ({ url: `${robot.origin}/open-apis/bot/v2/hook/${HOOK}`, secret: SECRET });
const tell = (more: object = {}, call = sampleCall(T0)) => tellBy(feishu, { ...config(), ...more }, call);
const card = () => robot.received[0]?.json.card;

describeHttpChannel(feishu, () => robot, config, [HOOK, SECRET]);

test('a card says how bad it is by its colour, and links to the alert', async () => {
  await tell({}, sampleCall(T0, { language: 'zh-CN', pagesUrl: 'https://ward.example.com' }));

  expect(card().header).toEqual({
    template: 'red',
    title: { tag: 'plain_text', content: '[严重] web1 磁盘空间告急：91.2 %（阈值 90 %）' },
  });
  expect(JSON.stringify(card().elements)).toContain('2026-11-21 18:05:09');
  expect(card().elements.at(-1).actions[0].url).toContain('/#/alerts?alert=');
});

test('an end is green', async () => {
  const events = [sampleEvent(T0, { state: 'resolved', resolvedAtMs: T0 + 1_000, resolution: 'recovered' })];
  await tell({}, sampleCall(T0, { events }));

  expect(card().header.template).toBe('green');
});

describe('a refusal', () => {
  test.each([
    [19021, 'sign match fail or timestamp is not within one hour from current time', 200, false],
    [19022, 'Ip Not Allowed', 200, false],
    [19024, 'Key Words Not Found', 200, false],
    [9499, 'Bad Request', 400, false],
    [11246, 'card content failed', 400, false],
    [424242, 'something new', 200, true],
  ])('of %d (%s) with %d is worth another attempt: %s', async (code, msg, status, retryable) => {
    robot.answer = () => ({ status, body: { code, msg, data: {} } });

    expect(await tell()).toMatchObject({
      delivered: false,
      retryable,
      reason: expect.stringContaining(`${code} ${msg}`),
    });
    expect(robot.received).toHaveLength(1);
  });

  test.each([
    [11232, 'frequency limited psm[lark.oapi.app_platform_runtime]appID[1500]', 200, 60_000],
    [9499, 'too many request', 200, 60_000],
    [99991400, 'request trigger frequency limit', 400, 52_000],
    [99991400, 'request trigger frequency limit', 429, 52_000],
  ])('of %d for too many calls (%s, %d) comes back in %d ms', async (code, msg, status, waitMs) => {
    const headers: Record<string, string> = status === 200 ? {} : { 'x-ogw-ratelimit-reset': '52' };
    robot.answer = () => ({ status, headers, body: { code, msg } });

    expect(await tell()).toMatchObject({ delivered: false, retryable: true, retryAfterMs: waitMs });
  });

  test('of the signature says what to look at', async () => {
    expect(await tell({ secret: 'wrong' })).toMatchObject({ reason: expect.stringContaining('clock') });
  });
});

test('names are plain text wherever they stand', async () => {
  await tell(
    {},
    sampleCall(T0, { targetNames: { 'target-1': '<at id=all></at> [a](http://evil.example)' } }),
  );

  const marked = JSON.stringify(card()).match(/"tag":"(lark_md|markdown)"/g);
  expect(marked).toBeNull();
  expect(JSON.stringify(card())).not.toContain('http://evil');
});

test('members are mentioned by a text of our own', async () => {
  await tell({ atAll: true, mentionUsers: ['ou_1'] });

  expect(card().elements.at(-1).text).toEqual({
    tag: 'lark_md',
    content: '<at id=all></at> <at id=ou_1></at>',
  });
});

test('a body larger than it takes is not made', async () => {
  const delivery = await tell({}, sampleCall(T0, manyEvents(400)));

  expect(delivery).toMatchObject({ delivered: true });
  expect(Buffer.byteLength(robot.received[0]?.body ?? '')).toBeLessThanOrEqual(20 * 1024);
  expect(JSON.stringify(card())).toMatch(/and 3\d\d more/);
});

test('a storm is understood at a glance', async () => {
  await tell({}, storm());

  expect(card().header.title.content).toBe('[critical] Storm: 9500 alerts, 500 resolved on 312 targets');
});
