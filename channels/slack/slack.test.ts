import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeHttpChannel, manyEvents, storm, T0, tellBy } from '../http-channel-suite.ts';
import { sampleCall } from '../sample-call.ts';
import { type Receiver, startReceiver } from '../test-receiver.ts';
import { slack } from './slack.ts';

const HOOK = 'T00000000/B00000000/abcdefghijklmnopqrstuvwx';

let service: Receiver;
beforeAll(async () => {
  service = await startReceiver(({ path, json }) => {
    if (path !== `/services/${HOOK}`) return { status: 404, body: 'no_service' };
    if (!Array.isArray(json?.blocks) || json.blocks.length > 50)
      return { status: 400, body: 'invalid_blocks' };
    for (const { type, text } of json.blocks) {
      if (text.text.length === 0 || text.text.length > (type === 'header' ? 150 : 3_000))
        return { status: 400, body: 'invalid_blocks' };
    }
    return { headers: { 'content-type': 'text/html' }, body: 'ok' };
  });
});
beforeEach(() => service.reset());
afterAll(() => service.close());

const config = () => ({ url: `${service.origin}/services/${HOOK}` });
const tell = (more: object = {}, call = sampleCall(T0)) => tellBy(slack, { ...config(), ...more }, call);
const sent = () => service.received[0]?.json;

describeHttpChannel(slack, () => service, config, ['abcdefghijklmnopqrstuvwx', 'T00000000']);

test('a message has a title, a text for what phones announce, and a link', async () => {
  await tell({}, sampleCall(T0, { pagesUrl: 'https://ward.example.com' }));

  expect(sent().text).toBe('[critical] web1 Disk space critical: 91.2 % (limit 90 %)');
  expect(sent().blocks[0]).toMatchObject({ type: 'header', text: { type: 'plain_text', text: sent().text } });
  expect(JSON.stringify(sent().blocks)).toContain('|Open the alert>');
});

test.each([
  [400, 'invalid_payload', false],
  [403, 'action_prohibited', false],
  [404, 'no_service', false],
  [410, 'channel_is_archived', false],
  [500, 'rollup_error', true],
])('%d %s is worth another attempt: %s', async (status, body, retryable) => {
  service.answer = () => ({ status, body });

  expect(await tell()).toEqual({ delivered: false, retryable, reason: `${status} ${body}` });
});

test('a refusal in JSON inside of 200 is one', async () => {
  service.answer = () => ({ body: { ok: false, error: 'invalid_auth' } });

  expect(await tell()).toMatchObject({ delivered: false, retryable: false });
});

test('names are plain text, and nobody is called by one', async () => {
  await tell(
    { mention: 'here' },
    sampleCall(T0, { targetNames: { 'target-1': '<!channel> <http://evil|x> *b*' } }),
  );

  expect(sent().text).not.toMatch(/<|http:\/\//);
  const marked = sent().blocks.filter(({ text }: { text: { type: string } }) => text.type === 'mrkdwn');
  expect(marked.map(({ text }: { text: { text: string } }) => text.text)).toEqual(['<!here>']);
});

test('many events, long evidence and a storm keep within its bounds', async () => {
  const evidence = { '00112233445566778899aabbccddeeff': Array.from({ length: 30 }, () => 'x'.repeat(400)) };

  expect(await tell({}, sampleCall(T0, manyEvents(300)))).toMatchObject({ delivered: true });
  expect(await tell({}, sampleCall(T0, { evidence }))).toMatchObject({ delivered: true });
  expect(await tell({}, storm())).toMatchObject({ delivered: true });
  expect(JSON.stringify(service.received[2]?.json)).toContain('and 9997 more');
});
