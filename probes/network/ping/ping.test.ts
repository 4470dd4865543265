import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { otherLoopback } from '#scripts/servers/ipv6.ts';
import { whyUnavailable } from '#scripts/servers/unavailable.ts';
import { failure, figures, never, options } from '../test-listeners.ts';
import { askPing } from './ask-ping.ts';
import { pingCommand } from './command.ts';
import { PingConfig } from './config.ts';
import { ping } from './ping.ts';

const parsed = (settings: object) => PingConfig.parse({ address: '127.0.0.1', ...settings });

/** Containers may lack the right to send such packets. */
const why = whyUnavailable('ping') ?? (mayPing() ? undefined : 'no right to send pings here');
describe.skipIf(why)(`the system's ping${why ? ` (${why})` : ''}`, () => {
  it.each(['127.0.0.1', otherLoopback])('brings loss, round trips and jitter of %s', async (address) => {
    const probe = ping.create(parsed({ address, count: 3 }), options);

    const read = figures((await probe.collect(never)).readings);

    expect(read['ping.percent_packet_loss']).toBe(0);
    expect(read['ping.average_response_ms']).toBeGreaterThan(0);
    expect(read['ping.jitter_ms']).toBeGreaterThanOrEqual(0);
    expect(Object.keys(read)).toHaveLength(6);
  });

  it('explains how long it took', async () => {
    const explained = await ping.explain?.(parsed({ address: 'localhost', count: 2 }), options, never);

    expect(explained?.timings).toMatchObject([{ step: 'packets', requests: 2, values: 2 }]);
  });

  it('is ended as soon as nobody waits any more', async () => {
    const stopped = new AbortController();
    const asked = ping.create(parsed({ count: 20, interval: '2s' }), options).collect(stopped.signal);
    setTimeout(() => stopped.abort(new Error('stopped')), 50);

    await expect(asked).rejects.toThrow('stopped');
  });
});

describe('a ping', () => {
  const printing = (script: string, patienceMs = 10_000) =>
    askPing(parsed({}), options, () => ({
      file: 'sh',
      args: ['-c', script, 'ping', '-i', '0.2'],
      patienceMs,
    }))(never);

  it('that loses packets brings the loss, and what a router said', async () => {
    const { readings, skipped } = await printing(`
      echo '64 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=1.00 ms'
      echo 'From 10.0.0.254 icmp_seq=2 Destination Host Unreachable'`);

    expect(figures(readings)['ping.percent_packet_loss']).toBe(80);
    expect(skipped).toEqual([{ what: 'lost packets', why: 'Destination Host Unreachable' }]);
  });

  it.each([
    [
      'loses all',
      "echo '5 packets transmitted, 0 received, 100% packet loss, time 4ms'; exit 1",
      'silent',
      /none of 5/,
    ],
    [
      'finds no way',
      "echo 'connect: Network is unreachable' >&2; exit 2",
      'silent',
      /Network is unreachable/,
    ],
    [
      'has no right',
      "echo 'ping: socket: Operation not permitted' >&2; exit 2",
      'misconfigured',
      /cap_net_raw/,
    ],
    ['never ends', 'exec sleep 60', 'silent', /did not come to an end/, 500],
    ['prints without end', 'exec yes', 'silent', /did not come to an end/, 500],
  ])('that %s says so', async (_what, script, state, message, patienceMs?: number) => {
    expect(await failure(printing(script, patienceMs))).toMatchObject({
      state,
      message: expect.stringMatching(message),
    });
  });

  it('of a BusyBox that knows whole seconds is asked again in those', async () => {
    const { readings } = await printing(`
      if [ "$2" = 0.2 ]; then echo "ping: invalid number '0.2'" >&2; exit 1; fi
      for n in 1 2 3 4 5; do echo "64 bytes from 10.0.0.1: seq=$n ttl=64 time=1.0 ms"; done`);

    expect(figures(readings)['ping.percent_packet_loss']).toBe(0);
  });

  it('whose program is missing says what to install', async () => {
    const asked = askPing(parsed({}), options, () => ({ file: '/nowhere/ping', args: [], patienceMs: 100 }))(
      never,
    );

    expect(await failure(asked)).toMatchObject({
      state: 'misconfigured',
      message: expect.stringContaining('iputils'),
    });
  });
});

describe('the command line', () => {
  const wish = { count: 5, intervalMs: 200, timeoutMs: 1_500 };

  it.each([
    ['linux', '10.0.0.1', 'ping -n -c 5 -i 0.2 -W 2 10.0.0.1'],
    ['linux', 'fe80::1%eth0', 'ping -n -c 5 -i 0.2 -W 2 fe80::1%eth0'],
    ['darwin', '10.0.0.1', 'ping -n -c 5 -i 0.2 -W 1500 10.0.0.1'],
    ['darwin', '::1', 'ping6 -n -c 5 -i 0.2 ::1'],
    ['win32', '::1', 'C:\\Windows\\System32\\ping.exe -6 -n 5 -w 1500 ::1'],
  ] as const)('of %s for %s', (platform, address, line) => {
    const { file, args } = pingCommand({ ...wish, address }, platform);

    expect([file, ...args].join(' ')).toBe(line);
  });

  it.each(['-f', '10.0.0.1; reboot', 'core.example', 'fe80::1%$(id)', ''])('never holds %j', (address) => {
    expect(() => pingCommand({ ...wish, address }, 'linux')).toThrow('is no IP address');
  });
});

function mayPing(): boolean {
  const { stderr } = spawnSync('ping', ['-n', '-c', '1', '127.0.0.1'], { encoding: 'utf8' });
  return !/not permitted/i.test(stderr ?? '');
}
