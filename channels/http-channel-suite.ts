import { describe, expect, test } from 'vitest';
import type { Call, ChannelType, Delivery } from './channel.ts';
import { sampleCall, sampleEvent } from './sample-call.ts';
import type { Receiver } from './test-receiver.ts';

export const T0 = Date.UTC(2026, 10, 21, 10, 5, 9);

/** Tells a call over a channel of this kind. */
export async function tellBy<Config>(
  type: ChannelType<Config>,
  config: object,
  call: Call = sampleCall(T0),
  signal: AbortSignal = new AbortController().signal,
): Promise<Delivery> {
  const channel = type.create(type.config.parse(config));
  try {
    return await channel.tell(call, signal);
  } finally {
    await channel.close();
    await channel.close();
  }
}

/** Events of many targets with long names. */
export function manyEvents(
  count: number,
  name = (at: number) => `机房-${at}-服务器`.repeat(6),
): Partial<Call> {
  const ids = Array.from({ length: count }, (_, at) => `target-${at}`);
  return {
    events: ids.map((target) => sampleEvent(T0, { target })),
    targetNames: Object.fromEntries(ids.map((id, at) => [id, name(at)])),
  };
}

/** A storm of ten thousand alerts, three of which are listed. */
export function storm(more: Partial<Call> = {}): Call {
  return sampleCall(T0, {
    ...manyEvents(3, (at) => `web${at}`),
    more: {
      events: 10_000,
      fired: { info: 0, warning: 2_500, critical: 7_000 },
      resolved: 500,
      rules: [['disk-space-critical', 7_000]],
      targets: [['target-0', 40]],
      targetCount: 312,
    },
    ...more,
  });
}

/**
 * What every channel over HTTP promises: one request a call, an answer within its time, the right word on whether
 * trying again helps, and no secret in what it says. `secretParts` may stand in no answer.
 */
export function describeHttpChannel<Config>(
  type: ChannelType<Config>,
  receiver: () => Receiver,
  config: () => object,
  secretParts: readonly string[],
): void {
  const tell = (more: object = {}, call?: Call, signal?: AbortSignal) =>
    tellBy(type, { ...config(), ...more }, call, signal);

  describe('as a channel over HTTP', () => {
    test('it delivers with exactly one request', async () => {
      expect(await tell()).toMatchObject({ delivered: true });
      expect(receiver().received).toHaveLength(1);
    });

    test.each([
      [400, false],
      [401, false],
      [403, false],
      [404, false],
      [410, false],
      [408, true],
      [429, true],
      [500, true],
      [502, true],
      [503, true],
    ])('a status of %d is worth another attempt: %s', async (status, retryable) => {
      receiver().answer = () => ({ status, body: 'sorry' });

      expect(await tell()).toMatchObject({ delivered: false, retryable });
      expect(receiver().received).toHaveLength(1);
    });

    test('it comes back when it is told to', async () => {
      receiver().answer = () => ({ status: 429, headers: { 'retry-after': '17' }, body: 'slow down' });
      expect(await tell()).toMatchObject({ retryable: true, retryAfterMs: 17_000 });

      const date = new Date(T0 + 90_000).toUTCString();
      receiver().answer = () => ({ status: 503, headers: { 'retry-after': date }, body: 'later' });
      const delivery = await tell();

      expect(delivery).toMatchObject({ retryable: true, retryAfterMs: 90_000 });
    });

    test('it follows no redirect, and does not repeat where to', async () => {
      const location = `${receiver().origin}/elsewhere/${secretParts[0] ?? ''}`;
      receiver().answer = () => ({ status: 302, headers: { location } });

      const delivery = await tell();

      expect(delivery).toMatchObject({ delivered: false, retryable: false });
      expect(JSON.stringify(delivery)).not.toContain('elsewhere');
      expect(receiver().received).toHaveLength(1);
    });

    test('a page in place of an answer is no delivery, unless nothing more than a status is promised', async () => {
      receiver().answer = () => ({ body: '<html><body>Please sign in to the network</body></html>' });

      const delivery = await tell();

      if (delivery.delivered) expect(['webhook', 'alertmanager']).toContain(type.name);
      else expect(delivery.retryable).toBe(true);
    });

    test('an answer without end is cut off', async () => {
      receiver().answer = (_, response) => {
        response.writeHead(500);
        const more = () => {
          while (!response.destroyed && response.write('x'.repeat(65_536)));
        };
        response.on('drain', more);
        more();
        return undefined;
      };

      const delivery = await tell();

      expect(delivery).toMatchObject({ delivered: false, retryable: true });
      expect(JSON.stringify(delivery).length).toBeLessThan(500);
    });

    test('an answer that does not come is waited for no longer than configured', async () => {
      receiver().answer = () => undefined;

      expect(await tell({ timeoutMs: 200 })).toEqual({
        delivered: false,
        retryable: true,
        reason: 'no answer within 200 ms',
      });
    });

    test('one that comes drop by drop is not either', async () => {
      receiver().answer = (_, response) => {
        response.writeHead(200);
        const drops = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(drops));
        return undefined;
      };

      expect(await tell({ timeoutMs: 300 })).toMatchObject({ delivered: false, retryable: true });
    });

    test('it stops when the program does', async () => {
      const stop = new AbortController();
      receiver().answer = () => void stop.abort();

      const delivery = await tell({}, undefined, stop.signal);

      expect(delivery).toEqual({
        delivered: false,
        retryable: true,
        reason: 'stopped before an answer came',
      });
    });

    test('a connection that breaks is worth another attempt', async () => {
      receiver().answer = (_, response) => void response.destroy();

      expect(await tell()).toMatchObject({ delivered: false, retryable: true });
    });

    test('nothing secret is in what it says', async () => {
      receiver().answer = ({ headers, path, query, body }) => ({
        status: 500,
        body: `cannot ${path} ${query} ${JSON.stringify(headers)} ${body}`,
      });

      const delivery = await tell();

      for (const secret of secretParts) expect(JSON.stringify(delivery)).not.toContain(secret);
    });

    test('a preview sends nothing, shows nothing secret and says how long it is', async () => {
      const preview = type.preview(type.config.parse(config()), storm());

      expect(receiver().received).toEqual([]);
      expect(preview.size.used).toBeGreaterThan(0);
      if (preview.size.most !== null) expect(preview.size.used).toBeLessThanOrEqual(preview.size.most);
      expect(preview.leftOut).toBeGreaterThanOrEqual(9_997);
      for (const secret of secretParts) expect(JSON.stringify(preview)).not.toContain(secret);
    });
  });
}
