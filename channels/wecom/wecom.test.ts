import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { describeHttpChannel, manyEvents, storm, T0, tellBy } from '../http-channel-suite.ts';
import { sampleCall } from '../sample-call.ts';
import { type Receiver, startReceiver } from '../test-receiver.ts';
import { wecom } from './wecom.ts';

const KEY = '01234567-89ab-cdef-0123-456789abcdef';

let robot: Receiver;
beforeAll(async () => {
  // As the service: everything is 200, and what went wrong stands inside.
  robot = await startReceiver(({ query, json, body }) => {
    const said = (errcode: number, errmsg: string) => ({ body: { errcode, errmsg } });
    if (query.get('key') !== KEY) return said(93000, 'invalid webhook url, hint: [1]');
    if (json?.msgtype !== 'markdown') return said(40008, 'invalid message type');
    const { content } = json.markdown ?? {};
    if (!content) return said(44004, `empty content: ${body.length}`);
    if (Buffer.byteLength(content) > 4_096) return said(40058, 'markdown.content exceed max length 4096');
    return said(0, 'ok');
  });
});
beforeEach(() => robot.reset());
afterAll(() => robot.close());

const config = () => ({ url: `${robot.origin}/cgi-bin/webhook/send?key=${KEY}` });
const tell = (more: object = {}, call = sampleCall(T0)) => tellBy(wecom, { ...config(), ...more }, call);
const content = () => robot.received[0]?.json.markdown.content;

describeHttpChannel(wecom, () => robot, config, [KEY]);

describe('a refusal inside of 200', () => {
  test.each([
    [93000, 'invalid webhook url', false],
    [40058, 'markdown.content exceed max length 4096', false],
    [-1, 'system busy', true],
    [777777, 'something new', true],
  ])('of %d (%s) is worth another attempt: %s', async (errcode, errmsg, retryable) => {
    robot.answer = () => ({ body: { errcode, errmsg } });

    expect(await tell()).toMatchObject({ delivered: false, retryable, reason: `${errcode} ${errmsg}` });
  });

  test('for too many calls waits a minute', async () => {
    robot.answer = () => ({ body: { errcode: 45009, errmsg: 'api freq out of limit' } });

    expect(await tell()).toMatchObject({ delivered: false, retryable: true, retryAfterMs: 60_000 });
  });
});

test('the longest that there is fits the bytes that it takes, cut between events', async () => {
  const call = sampleCall(T0, { ...manyEvents(100, () => '👨‍👩‍👧‍👦机房'.repeat(60)), language: 'zh-CN' });

  expect(await tell({ mentionUsers: ['zhangsan'] }, call)).toMatchObject({ delivered: true });
  expect(Buffer.byteLength(content())).toBeLessThanOrEqual(4_096);
  expect(content()).toMatch(/另有 \d+ 条未列出/);
  expect(content()).not.toContain('�');
  expect(content()).toMatch(/<@zhangsan>$/);
});

test('one event with long evidence loses the evidence before anything else', async () => {
  const lines = Array.from({ length: 5 }, () => '错误'.repeat(400));
  const call = sampleCall(T0, { evidence: { '00112233445566778899aabbccddeeff': lines } });

  await tell({}, call);

  expect(content()).toContain('91.2 % (limit 90 %)');
  expect(content()).not.toContain('错误错误');
});

test('names can neither mention nor link nor mark anything up', async () => {
  await tell(
    {},
    sampleCall(T0, { targetNames: { 'target-1': '<@all> **a** [b](http://c) <font color="red">' } }),
  );

  expect(content()).not.toMatch(/<@|\*\*a|\]\(http|<font/);
});

test('a storm is understood at a glance, in both languages', async () => {
  await tell({}, storm());
  await tell({}, storm({ language: 'zh-CN' }));

  expect(content()).toContain('Storm: 9500 alerts, 500 resolved on 312 targets');
  expect(robot.received[1]?.json.markdown.content).toContain('告警风暴：312 个对象');
});
