import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Chronyd, startChronyd } from '#scripts/servers/chronyd.ts';
import { otherLoopback } from '#scripts/servers/ipv6.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { closeBehind, closeLast, failure, figures, never, options } from '../test-listeners.ts';
import { NtpServerConfig } from './config.ts';
import { ntpServer } from './ntp-server.ts';

const SECONDS_1900_TO_1970 = 2_208_988_800;
const NONE = 0;
const UNSYNCHRONIZED = 3;

const parsed = (settings: object) => NtpServerConfig.parse({ address: '127.0.0.1', ...settings });
const collect = (settings: object, signal = never) =>
  ntpServer.create(parsed(settings), options).collect(signal);

describeWith('chronyd', 'a real time server', () => {
  let clock: Chronyd;
  let adrift: Chronyd;
  beforeAll(async () => {
    clock = await startChronyd(['local stratum 5']);
    adrift = await startChronyd([], otherLoopback);
  });
  afterAll(async () => {
    await clock?.stop();
    await adrift?.stop();
  });

  it('of this machine has its time, and tells its stratum', async () => {
    const { port } = clock;

    const read = figures((await collect({ port, timeout: '10s' })).readings);

    expect(read).toMatchObject({ 'ntp_server.stratum': 5, 'ntp_server.leap': NONE });
    expect(Math.abs(read['ntp_server.offset_seconds'] ?? 9)).toBeLessThan(1);
    expect(read['ntp_server.round_trip_seconds']).toBeGreaterThan(0);
  });

  it('that follows nobody is read, and says so', async () => {
    const { address, port } = adrift;

    const { readings } = await collect({ address, port, timeout: '10s' });

    expect(figures(readings)).toMatchObject({ 'ntp_server.stratum': 16, 'ntp_server.leap': UNSYNCHRONIZED });
  });

  it('explains what it is', async () => {
    const { port } = clock;

    const { recognised, timings } = (await ntpServer.explain?.(parsed({ port }), options, never)) ?? {};

    expect(recognised?.model).toBe('NTP version 4, stratum 5');
    expect(timings).toMatchObject([{ step: 'time', requests: 1 }]);
  });

  it('that hangs is silent', async () => {
    const { port } = clock;
    clock.pause();

    expect((await failure(collect({ port, timeout: '100ms' }))).state).toBe('silent');
    clock.resume();
  });
});

describe('a time server', () => {
  async function answering(answer: (request: Buffer) => Buffer | undefined): Promise<number> {
    const socket = createSocket('udp4');
    closeBehind(() => socket.close());
    socket.on('message', (request, { port, address }) => {
      const reply = answer(request);
      if (reply) socket.send(reply, port, address);
    });
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    return (socket.address() as AddressInfo).port;
  }

  it('whose clock is ahead is told with the seconds', async () => {
    const port = await answering((request) => reply(request, { aheadMs: 90_000 }));

    const read = figures((await collect({ port })).readings);

    expect(Math.round(read['ntp_server.offset_seconds'] ?? 0)).toBe(90);
    expect(read['ntp_server.root_delay_seconds']).toBe(0.5);
    expect(Math.round(read['ntp_server.reference_age_seconds'] ?? 0)).toBe(60);
  });

  it('that says by its stratum only that it follows nobody is understood', async () => {
    const port = await answering((request) => reply(request, { stratum: 16 }));

    expect(figures((await collect({ port })).readings)['ntp_server.leap']).toBe(UNSYNCHRONIZED);
  });

  it('is asked again when an answer is lost', async () => {
    let asked = 0;
    const port = await answering((request) => (++asked === 1 ? undefined : reply(request)));

    expect(figures((await collect({ port, timeout: '1s' })).readings)['ntp_server.stratum']).toBe(2);
  });

  it.each([
    ['DENY', 'denied'],
    ['RATE', 'full'],
  ])('that refuses by %s is %s', async (word, state) => {
    const port = await answering((request) => reply(request, { stratum: 0, word }));

    expect(await failure(collect({ port }))).toMatchObject({ state, message: expect.stringContaining(word) });
  });

  it.each([
    ['something else', () => Buffer.from('HTTP/1.1 400')],
    ['the answer to another question', () => reply(Buffer.alloc(48, 7))],
  ])('that answers %s is not understood', async (_what, answer) => {
    const port = await answering(answer);

    expect((await failure(collect({ port, timeout: '500ms' }))).state).toBe('not_understood');
  });

  it('whose port is shut refuses', async () => {
    const port = await answering(() => undefined);
    await closeLast();

    expect((await failure(collect({ port }))).state).toBe('refused');
  });

  it('is left as soon as nobody waits any more', async () => {
    const port = await answering(() => undefined);
    const stopped = new AbortController();

    const asked = collect({ port, timeout: '10s' }, stopped.signal);
    setImmediate(() => stopped.abort());

    await expect(asked).rejects.toThrow('stopped');
  });
});

function reply(request: Buffer, { aheadMs = 0, stratum = 2, word = '' } = {}): Buffer {
  const answer = Buffer.alloc(48);
  answer.set([0x24, stratum]);
  answer.writeInt32BE(0x8000, 4);
  answer.write(word, 12, 'latin1');
  request.copy(answer, 24, 40, 48);
  const atMs = Date.now() + aheadMs;
  for (const [at, ms] of [
    [16, atMs - 60_000],
    [32, atMs],
    [40, atMs],
  ] as const) {
    answer.writeUInt32BE(Math.floor(ms / 1_000) + SECONDS_1900_TO_1970, at);
    answer.writeUInt32BE(Math.floor(((ms % 1_000) / 1_000) * 2 ** 32), at + 4);
  }
  return answer;
}
