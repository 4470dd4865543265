import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { describeHttpChannel, manyEvents, storm, T0, tellBy } from '../http-channel-suite.ts';
import { sampleCall } from '../sample-call.ts';
import { type Receiver, startReceiver } from '../test-receiver.ts';
import { dingtalk } from './dingtalk.ts';

const TOKEN = '0123456789abcdef0123456789abcdef';
const SECRET = 'SEC00112233445566778899';

let robot: Receiver;
beforeAll(async () => {
  // As the service: everything is 200, and what went wrong stands inside.
  robot = await startReceiver(({ query, json, method, headers }) => {
    const said = (errcode: number, errmsg: string) => ({ body: { errcode, errmsg } });
    if (method !== 'POST') return said(43002, '需要POST请求');
    if (!String(headers['content-type']).includes('application/json'))
      return said(43004, 'wrong content type');
    if (query.get('access_token') !== TOKEN) return said(300005, 'token is not exist');
    const timestamp = Number(query.get('timestamp'));
    const sign = createHmac('sha256', SECRET).update(`${timestamp}\n${SECRET}`).digest('base64');
    if (query.get('sign') !== sign || Math.abs(timestamp - T0) > 3_600_000)
      return said(310000, 'sign not match');
    if (!json?.markdown?.title || !json.markdown.text) return said(40035, '缺少参数');
    if (json.markdown.text.length > 5_000) return said(460101, 'message too long, exceed 20000 bytes');
    return said(0, 'ok');
  });
});
beforeEach(() => robot.reset());
afterAll(() => robot.close());

const config = () => ({ url: `${robot.origin}/robot/send?access_token=${TOKEN}`, secret: SECRET });
const tell = (more: object = {}, call = sampleCall(T0)) => tellBy(dingtalk, { ...config(), ...more }, call);
const sent = () => robot.received[0]?.json;

describeHttpChannel(dingtalk, () => robot, config, [TOKEN, SECRET]);

test('what, where, since when, how bad and how much stands in the message, with a link', async () => {
  await tell({}, sampleCall(T0, { language: 'zh-CN', pagesUrl: 'https://ward.example.com' }));

  expect(sent().msgtype).toBe('markdown');
  expect(sent().markdown.title).toBe('[严重] web1 磁盘空间告急：91.2 %（阈值 90 %）');
  const { text } = sent().markdown;
  for (const part of ['web1', '磁盘空间告急', '91.2 %（阈值 90 %）', '2026-11-21 18:05:09', '严重'])
    expect(text).toContain(part);
  expect(text).toContain(
    '[查看告警](https://ward.example.com/#/alerts?alert=00112233445566778899aabbccddeeff)',
  );
});

describe('a refusal inside of 200', () => {
  test.each([
    [310000, 'sign not match', false],
    [310000, 'keywords not in content', false],
    [310000, 'ip 1.2.3.4 not in whitelist', false],
    [300005, 'token is not exist', false],
    [400102, 'bot is stopped', false],
    [430101, 'has unsafe link', false],
    [-1, '系统繁忙', true],
    [999999, 'something new', true],
  ])('of %d (%s) is worth another attempt: %s', async (errcode, errmsg, retryable) => {
    robot.answer = () => ({ body: { errcode, errmsg } });

    expect(await tell()).toMatchObject({
      delivered: false,
      retryable,
      reason: expect.stringContaining(`${errcode} ${errmsg}`),
    });
    expect(robot.received).toHaveLength(1);
  });

  test.each([130101, 302033, 410100])('of %d for too many calls waits a minute', async (errcode) => {
    const errmsg = 'send too fast, exceed 20 times per minute';
    robot.answer = () => ({ body: { status: 1111, wait: 5, punish: 'deny', errcode, errmsg } });

    expect(await tell()).toMatchObject({ delivered: false, retryable: true, retryAfterMs: 60_000 });
  });

  test('says what to look at', async () => {
    expect(await tell({ secret: 'SECwrong' })).toMatchObject({ reason: expect.stringContaining('clock') });
  });
});

test('JSON that breaks off is no delivery', async () => {
  robot.answer = () => ({ body: '{"errcode":0,"err' });

  expect(await tell()).toMatchObject({ delivered: false, retryable: true });
});

describe('somebody is mentioned', () => {
  const more = { atMobiles: ['13800000000'], atAll: false };

  test('for what is grave enough, by number and in the text', async () => {
    await tell(more);

    expect(sent().at).toEqual({ atMobiles: ['13800000000'], isAtAll: false });
    expect(sent().markdown.text).toMatch(/@13800000000$/);
  });

  test.each([
    ['a test', { test: true }],
    ['a drill', { drill: { answerUrl: 'https://ward.example.com/drill/1' } }],
  ])('but not for %s', async (_, call) => {
    await tell({ ...more, atAll: true }, sampleCall(T0, call));

    expect(sent().at).toEqual({ atMobiles: [], isAtAll: false });
    expect(sent().markdown.text).not.toContain('@');
  });
});

test('names from outside can neither link nor mention nor mark anything up', async () => {
  const name = '*x*[a](http://evil.example) @all @13800000000 <b> `c` # | ~~d~~';

  await tell({}, sampleCall(T0, { targetNames: { 'target-1': name } }));

  const { text } = sent().markdown;
  expect(text).not.toMatch(/\]\(http|http:\/\/|@|<b>|`|\*x\*|~~/);
  expect(text).toContain('＊x＊［a］(http:／／evil.example)');
});

test('more events than fit are counted, and none is cut in the middle', async () => {
  const call = sampleCall(T0, { ...manyEvents(150), language: 'zh-CN' });

  const delivery = await tell({}, call);

  expect(delivery).toMatchObject({ delivered: true });
  const { text } = sent().markdown;
  const listed = text.match(/\[?严重/g).length - 1;
  expect(listed).toBeGreaterThan(20);
  expect(text).toContain(`另有 ${150 - listed} 条未列出`);
});

test('a storm is understood at a glance', async () => {
  await tell({}, storm({ language: 'zh-CN' }));

  expect(sent().markdown.title).toBe('[严重] 告警风暴：312 个对象，9500 条告警，500 条恢复');
  expect(sent().markdown.text).toContain('级别：严重 7000、警告 2500');
  expect(sent().markdown.text).toContain('另有 9997 条未列出');
});

test('the keyword that a robot wants is in the message', async () => {
  await tell({ keyword: '守望告警' });

  expect(sent().markdown.title).toMatch(/^守望告警 /);
  expect(sent().markdown.text).toContain('守望告警');
});
