import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeHttpChannel, manyEvents, storm, T0, tellBy } from '../http-channel-suite.ts';
import { sampleCall } from '../sample-call.ts';
import { type Receiver, startReceiver } from '../test-receiver.ts';
import { teams } from './teams.ts';

const SIGNATURE = 'abcdefghijklmnopqrstuvwxyz0123456789';

let service: Receiver;
beforeAll(async () => {
  service = await startReceiver(({ query, json, body }) => {
    if (query.get('sig') !== SIGNATURE)
      return { status: 401, body: { error: { code: 'AuthorizationFailed' } } };
    if (Buffer.byteLength(body) > 28 * 1024) return { status: 413, body: 'Request Entity Too Large' };
    const [card] = json?.attachments ?? [];
    if (json?.type !== 'message' || card?.content?.type !== 'AdaptiveCard')
      return { status: 400, body: 'bad card' };
    return { status: 202, body: '' };
  });
});
beforeEach(() => service.reset());
afterAll(() => service.close());

const config = () => ({
  url: `${service.origin}/workflows/0123/triggers/manual/paths/invoke?sig=${SIGNATURE}`,
});
const tell = (more: object = {}, call = sampleCall(T0)) => tellBy(teams, { ...config(), ...more }, call);
const card = () => service.received[0]?.json.attachments[0].content;

describeHttpChannel(teams, () => service, config, [SIGNATURE]);

test('a card says what, how bad and where, and opens the alert', async () => {
  await tell({}, sampleCall(T0, { pagesUrl: 'https://ward.example.com' }));

  const [title] = card().body[0].inlines;
  expect(title).toMatchObject({
    text: '[critical] web1 Disk space critical: 91.2 % (limit 90 %)',
    color: 'Attention',
  });
  expect(card().actions[0]).toMatchObject({ type: 'Action.OpenUrl', title: 'Open the alert' });
});

test.each([
  [429, true],
  [500, true],
  [413, false],
])(
  'a failure of %d that hides inside of 200 is seen, worth another attempt: %s',
  async (status, retryable) => {
    const body = `Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error ${status} with ContextId x.`;
    service.answer = () => ({ body });

    expect(await tell()).toMatchObject({ delivered: false, retryable });
  },
);

test('names are text runs, which know no Markdown', async () => {
  await tell(
    {},
    sampleCall(T0, { targetNames: { 'target-1': '[a](http://evil.example) **b** <at>all</at>' } }),
  );

  const types = JSON.stringify(card()).match(/"type":"[A-Za-z]+"/g);
  expect(new Set(types)).toEqual(
    new Set(['"type":"AdaptiveCard"', '"type":"RichTextBlock"', '"type":"TextRun"']),
  );
  expect(JSON.stringify(card())).not.toContain('http://evil');
});

test('many events and a storm keep within its size', async () => {
  expect(await tell({}, sampleCall(T0, manyEvents(300)))).toMatchObject({ delivered: true });
  expect(await tell({}, storm())).toMatchObject({ delivered: true });
  for (const { body } of service.received) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(21_000);
  expect(JSON.stringify(service.received[1]?.json)).toContain('Storm: 9500 alerts');
});
