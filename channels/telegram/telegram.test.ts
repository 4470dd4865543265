import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { describeHttpChannel, manyEvents, T0, tellBy } from '../http-channel-suite.ts';
import { sampleCall } from '../sample-call.ts';
import { type Receiver, startReceiver } from '../test-receiver.ts';
import { telegram } from './telegram.ts';

const TOKEN = '123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr';

let api: Receiver;
beforeAll(async () => {
  api = await startReceiver(({ path, json }) => {
    const no = (error_code: number, description: string, parameters?: object) => ({
      status: error_code,
      body: { ok: false, error_code, description, ...(parameters && { parameters }) },
    });
    if (path !== `/bot${TOKEN}/sendMessage`) return no(401, 'Unauthorized');
    if (!json?.chat_id) return no(400, 'Bad Request: chat_id is empty');
    const text = String(json.text).replace(/<\/?(b|a)[^>]*>/g, '');
    if (/<|>/.test(text)) return no(400, "Bad Request: can't parse entities");
    if (text.replace(/&#\d+;/g, '.').length > 4_096) return no(400, 'Bad Request: message is too long');
    return { body: { ok: true, result: { message_id: 1 } } };
  });
});
beforeEach(() => api.reset());
afterAll(() => api.close());

const config = () => ({ token: TOKEN, chat: '-1001234567890', url: api.origin });
const tell = (more: object = {}, call = sampleCall(T0)) => tellBy(telegram, { ...config(), ...more }, call);
const sent = () => api.received[0]?.json;

describeHttpChannel(telegram, () => api, config, [TOKEN]);

test('writes into the chat, and into a topic of it where one is given', async () => {
  await tell({ thread: 7 });

  expect(sent()).toMatchObject({ chat_id: '-1001234567890', message_thread_id: 7, parse_mode: 'HTML' });
  expect(sent().text).toContain('<b>[critical] web1 Disk space critical: 91.2 % (limit 90 %)</b>');
});

describe('a refusal', () => {
  test.each([
    [400, 'Bad Request: chat not found', false],
    [401, 'Unauthorized', false],
    [403, 'Forbidden: bot was kicked from the group chat', false],
    [500, 'Internal Server Error', true],
  ])('of %d (%s) is worth another attempt: %s', async (error_code, description, retryable) => {
    api.answer = () => ({ status: error_code, body: { ok: false, error_code, description } });

    expect(await tell()).toEqual({ delivered: false, retryable, reason: `${error_code} ${description}` });
  });

  test('for too many messages says when to come back', async () => {
    const body = {
      ok: false,
      error_code: 429,
      description: 'Too Many Requests',
      parameters: { retry_after: 34 },
    };
    api.answer = () => ({ status: 429, body });

    expect(await tell()).toMatchObject({ retryable: true, retryAfterMs: 34_000 });
  });

  test('of a group that became another names the other', async () => {
    const parameters = { migrate_to_chat_id: -100777 };
    const description = 'Bad Request: group chat was upgraded to a supergroup chat';
    api.answer = () => ({ status: 400, body: { ok: false, error_code: 400, description, parameters } });

    expect(await tell()).toMatchObject({ retryable: false, reason: expect.stringContaining('-100777') });
  });

  test('inside of 200 is one all the same', async () => {
    api.answer = () => ({
      body: { ok: false, error_code: 429, description: 'x', parameters: { retry_after: 1 } },
    });

    expect(await tell()).toMatchObject({ delivered: false, retryable: true, retryAfterMs: 1_000 });
  });
});

test('names and own words are text, and the link stays one', async () => {
  const templates = { en: { title: '', body: '<b>{{target}}</b> {{link}}' } };
  const call = sampleCall(T0, {
    targetNames: { 'target-1': '<a href="http://evil.example">@all' },
    pagesUrl: 'https://ward.example.com',
  });

  expect(await tell({ templates }, call)).toMatchObject({ delivered: true });
  expect(sent().text).not.toMatch(/<a href="http:\/\/evil|@/);
  expect(sent().text).toContain('https://ward.example.com/#/alerts?alert=');
});

test('more than it takes is counted', async () => {
  expect(await tell({}, sampleCall(T0, manyEvents(300)))).toMatchObject({ delivered: true });
  expect(sent().text).toMatch(/and 2\d\d more/);
});

test('what is mild makes no sound where that is wished', async () => {
  await tell({ silentBelow: 'critical' });
  await tell(
    { silentBelow: 'critical' },
    sampleCall(T0, { events: [], drill: { answerUrl: 'https://ward.example.com/d' } }),
  );

  expect(api.received.map(({ json }) => json.disable_notification ?? false)).toEqual([false, true]);
  expect(api.received[1]?.json.text).toContain('<a href="https://ward.example.com/d">Confirm the drill</a>');
});
