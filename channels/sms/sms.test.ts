import { createHash, createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { describeHttpChannel, manyEvents, storm, T0, tellBy } from '../http-channel-suite.ts';
import { sampleCall } from '../sample-call.ts';
import { type Receiver, startReceiver } from '../test-receiver.ts';
import { segmentsOf } from './segments.ts';
import { sms } from './sms.ts';

const SECRET = 'gateway-password-1';

let gateway: Receiver;
beforeAll(async () => {
  gateway = await startReceiver(({ json }) => {
    if (!json) return { status: 400, body: { code: '400', message: 'not JSON' } };
    if (json.password !== SECRET) return { body: { code: '1001', message: 'account or password wrong' } };
    if (!/^\+?\d{5,20}(,\+?\d{5,20})*$/.test(json.mobile))
      return { body: { code: '1002', message: 'mobile' } };
    return { body: { code: '0', message: 'OK', data: { msgid: '1' } } };
  });
});
beforeEach(() => gateway.reset());
afterAll(() => gateway.close());

const config = () => ({
  url: `${gateway.origin}/v1/send`,
  body: '{"account":"ward","password":"{secret}","mobile":"{phone}","content":"{text}"}',
  secret: SECRET,
  phones: ['13800000000', '+86 139 0000 0000'],
  signature: '【守望】',
  successPath: 'code',
  retryValues: ['1010'],
});
const tell = (more: object = {}, call = sampleCall(T0, { language: 'zh-CN' })) =>
  tellBy(sms, { ...config(), ...more }, call);
const sent = () => gateway.received[0]?.json;

describeHttpChannel(sms, () => gateway, config, [SECRET]);

test('one request for all numbers, with what matters in one text', async () => {
  const delivery = await tell();

  expect(delivery).toMatchObject({
    delivered: true,
    answer: expect.stringContaining('1 message to each number'),
  });
  expect(gateway.received).toHaveLength(1);
  expect(sent()).toMatchObject({
    mobile: '13800000000,+8613900000000',
    content: '【守望】[严重]web1 磁盘空间告急：91.2 %（阈值 90 %） 11-21 18:05',
  });
});

test('a contact is written to alone, and one without a number is not mistaken for another', async () => {
  const to = { id: 'zhang', name: '张三', email: '', phone: '13700000000' };

  await tell({}, sampleCall(T0, { to }));
  const nobody = await tell({}, sampleCall(T0, { to: { ...to, phone: '' } }));

  expect(gateway.received.map(({ json }) => json.mobile)).toEqual(['13700000000']);
  expect(nobody).toMatchObject({
    delivered: false,
    retryable: false,
    reason: expect.stringContaining('张三'),
  });
});

describe('an answer', () => {
  test.each([
    ['0', true, false],
    ['1001', false, false],
    ['1010', false, true],
  ])(
    'with code %s inside of 200 is delivered: %s, worth another attempt: %s',
    async (code, delivered, retryable) => {
      gateway.answer = () => ({ body: { code, message: 'x' } });

      expect(await tell()).toMatchObject({ delivered, ...(delivered ? {} : { retryable }) });
    },
  );

  test('is read deep inside, and a number is as good as a text', async () => {
    gateway.answer = () => ({ body: { data: [{ code: 200 }] } });

    const more = { successPath: 'data.0.code', successValues: ['200'] };
    expect(await tell(more)).toMatchObject({ delivered: true });
    expect(await tell({ ...more, successPath: 'data.1.code' })).toMatchObject({
      delivered: false,
      retryable: true,
    });
  });

  test('by status alone where nothing else is asked for', async () => {
    gateway.answer = () => ({ status: 204, body: '' });

    expect(await tell({ successPath: '' })).toMatchObject({ delivered: true });
    expect(await tell({ successPath: '', successStatus: '200' })).toMatchObject({ delivered: false });
  });
});

describe('a gateway that wants a signature', () => {
  const over = '{timestamp}{phone}{secret}';
  const phone = '13800000000';
  const seconds = String(T0 / 1000);

  test.each([
    ['md5', 'hex-upper', createHash('md5').update(`${seconds}${phone}${SECRET}`).digest('hex').toUpperCase()],
    ['sha256', 'hex', createHash('sha256').update(`${seconds}${phone}${SECRET}`).digest('hex')],
    [
      'hmac-sha1',
      'base64',
      createHmac('sha1', SECRET).update(`${seconds}${phone}${SECRET}`).digest('base64'),
    ],
  ])('by %s as %s gets it in a header', async (sign, signAs, expected) => {
    await tell({
      sign,
      signAs,
      signOver: over,
      phones: [phone],
      headers: { 'x-sign': '{sign}', 'x-time': '{timestamp}' },
    });

    expect(gateway.received[0]?.headers).toMatchObject({ 'x-sign': expected, 'x-time': seconds });
  });

  test('over the body gets it over the very bytes', async () => {
    await tell({ sign: 'hmac-sha256', signOver: '{body}', headers: { 'x-sign': '{sign}' } });

    const [{ body, headers }] = gateway.received;
    expect(headers['x-sign']).toBe(createHmac('sha256', SECRET).update(body).digest('hex'));
  });
});

describe('what comes from outside', () => {
  const call = sampleCall(T0, { targetNames: { 'target-1': 'a","mobile":"110&x=1 {secret} {{x}}' } });

  test('stays inside its string in JSON', async () => {
    await tell({}, call);

    expect(sent().mobile).toBe('13800000000,+8613900000000');
    expect(sent().content).toContain('a","mobile":"110&x=1 {secret} {{x}}');
    expect(sent().content).not.toContain(SECRET);
  });

  test('and inside its field in a form and an address', async () => {
    gateway.answer = () => ({ body: { code: '0' } });
    await tell({ bodyKind: 'form', body: 'mobile={phone}&content={text}' }, call);
    await tell(
      { method: 'GET', body: '', url: `${gateway.origin}/send?mobile={phone}&content={text}` },
      call,
    );

    const [form, get] = gateway.received;
    for (const fields of [new URLSearchParams(form.body), get.query]) {
      expect([...fields.keys()]).toEqual(['mobile', 'content']);
      expect(fields.get('content')).toContain('110&x=1');
    }
    expect(get).toMatchObject({ method: 'GET', body: '' });
  });
});

test.each([
  ['', 'unicode', 1],
  ['字'.repeat(70), 'unicode', 1],
  ['字'.repeat(71), 'unicode', 2],
  ['字'.repeat(134), 'unicode', 2],
  ['字'.repeat(135), 'unicode', 3],
  ['a'.repeat(71), 'unicode', 2],
  ['a'.repeat(160), 'gsm', 1],
  ['a'.repeat(161), 'gsm', 2],
  ['['.repeat(80), 'gsm', 1],
  ['['.repeat(81), 'gsm', 2],
  [`${'a'.repeat(70)}字`, 'gsm', 2],
  ['😀'.repeat(36), 'unicode', 2],
] as const)('%s as %s costs %d', (text, countAs, expected) => {
  expect(segmentsOf(text, countAs)).toBe(expected);
});

describe('a text', () => {
  test.each([1, 2, 3])('costs at most %d short messages whatever it is about', async (maxSegments) => {
    gateway.answer = () => ({ body: { code: '0' } });
    const calls = [
      sampleCall(T0, { ...manyEvents(60), language: 'zh-CN' }),
      sampleCall(
        T0,
        manyEvents(1, () => '👨‍👩‍👧‍👦'.repeat(100)),
      ),
      storm({ language: 'zh-CN' }),
      sampleCall(T0, { test: true, language: 'zh-CN' }),
    ];

    for (const call of calls) await tell({ maxSegments }, call);

    for (const { json } of gateway.received) {
      expect(segmentsOf(json.content, 'unicode')).toBeLessThanOrEqual(maxSegments);
      expect(json.content).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
    }
  });

  test('about several lists those for which there is room and counts the others', async () => {
    await tell({}, sampleCall(T0, { ...manyEvents(20, (at) => `web${at}`), language: 'zh-CN' }));

    expect(sent().content).toMatch(/web0 .*web1 .*；另有 \d+ 条未列出$/);
  });

  test('of a drill has the address that answers it, whole', async () => {
    const drill = { answerUrl: 'https://ward.example.com/drill/0123456789abcdef' };

    await tell({}, sampleCall(T0, { events: [], drill, language: 'zh-CN' }));

    expect(sent().content).toContain(drill.answerUrl);
    expect(sent().content).toContain('演练');
  });
});

test.each([
  [{ body: '{"a":"{phone}{text}{nobody}"}' }, 'body', /\{nobody\} is unknown; known are phone, text/],
  [{ sign: 'md5' }, 'signOver', /something to sign/],
  [{ sign: 'md5', signOver: '{sign}' }, 'signOver', /part of itself/],
  [{ sign: 'md5', signOver: '{body}', body: '{phone}{text}{sign}' }, 'body', /cannot hold/],
  [{ method: 'GET' }, 'body', /GET/],
  [{ method: 'GET', body: '' }, 'url', /\{phone\} and \{text\} must stand in it/],
  [{ body: '' }, 'body', /\{phone\} and \{text\} must stand in it/],
  [{ body: '{"to":"{phone}"}' }, 'body', /^\{text\} must stand in it/],
  [{ phones: ['me'] }, 'phones.0', /telephone/],
])('%j is refused for its %s', (more, path, message) => {
  const result = sms.config.safeParse({ ...config(), ...more });

  expect(result.error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  expect(result.error?.issues[0]?.message).toMatch(message);
});
