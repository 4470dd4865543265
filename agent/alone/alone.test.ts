import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ConfigError } from '#config/config-error.ts';
import { type Alone, watchAlone } from './alone.ts';
import { openOwnChannel } from './open-channel.ts';

const SECRET = 'a-secret-of-sixteen';
let server: Server;
let url: string;
let told: { kind: string; rule: string }[];
let status: number;
let complaints: number;
let heard: boolean;
let now: number;
let kept: Map<string, unknown>;
let watched: Alone[];

beforeEach(async () => {
  told = [];
  status = 200;
  complaints = 0;
  heard = true;
  now = 1_000_000;
  kept = new Map();
  watched = [];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const [event] = JSON.parse(body).events;
    if (status === 200) told.push({ kind: event.kind, rule: event.alert.rule });
    response.writeHead(status).end('thanks');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterEach(async () => {
  await Promise.all(watched.map((each) => each.stop()));
  await new Promise((resolve) => server.close(resolve));
});

function watch(): Alone {
  const alone = watchAlone({
    afterMs: 300_000,
    channel: openOwnChannel('agent.yaml', { kind: 'webhook', url, secret: SECRET } as { kind: string }),
    language: 'en',
    timezone: 'Asia/Shanghai',
    name: 'b2',
    collectors: ['https://ward.example:8642'],
    isHeard: () => heard,
    memory: {
      get: (key) => kept.get(key),
      set: (key, value) => (value === undefined ? kept.delete(key) : kept.set(key, value)),
    },
    log: { debug() {}, info() {}, warn() {}, error: () => complaints++ } as never,
    wallMs: () => 1_700_000_000_000 + now,
    monotonicMs: () => now,
    lookEveryMs: 5,
  });
  watched.push(alone);
  return alone;
}

/** Long enough for many looks, and for a call on loopback. */
const several = () => new Promise((resolve) => setTimeout(resolve, 60));
const kinds = () => told.map(({ kind }) => kind);

test('people are told once that the collector is silent, and once that it is back', async () => {
  watch();
  heard = false;
  now += 299_000;
  await several();
  expect(told).toEqual([]);

  now += 2_000;
  await vi.waitFor(() => expect(told).toEqual([{ kind: 'fired', rule: 'collector-silent' }]), 10_000);
  now += 3_600_000;
  await several();
  heard = true;
  await vi.waitFor(() => expect(kinds()).toEqual(['fired', 'resolved']), 10_000);
  await several();

  expect(kinds()).toEqual(['fired', 'resolved']);
});

test('a call that fails is made again later, with growing pauses', async () => {
  status = 503;
  watch();
  await several();
  heard = false;
  now += 301_000;
  await vi.waitFor(() => expect(complaints).toBe(1), 10_000);
  status = 200;
  now += 10_000;
  await several();
  expect(told).toEqual([]);

  now += 10_000;
  await vi.waitFor(() => expect(kinds()).toEqual(['fired']), 10_000);
});

test('a restart in between tells nobody twice, and still tells the end', async () => {
  const first = watch();
  await several();
  heard = false;
  now += 301_000;
  await vi.waitFor(() => expect(kept.has('toldSinceMs')).toBe(true), 10_000);
  await first.stop();

  watch();
  now += 3_600_000;
  await several();
  heard = true;
  await vi.waitFor(() => expect(kept.has('toldSinceMs')).toBe(false), 10_000);

  expect(kinds()).toEqual(['fired', 'resolved']);
});

test.each([
  [0, 301_000],
  [1, 901_000],
])('the agent in place %i waits its time', async (rank, afterMs) => {
  const alone = watch();
  alone.standInAs(rank);
  await several();
  heard = false;
  now += afterMs - 2_000;
  await several();
  expect(told).toEqual([]);

  now += 2_000;
  await vi.waitFor(() => expect(kinds()).toEqual(['fired']), 10_000);
});

test('whoever comes behind leaves it to the first two', async () => {
  watch().standInAs(2);
  await several();
  heard = false;
  now += 86_400_000;
  await several();

  expect(told).toEqual([]);
});

describe('the channel of the file', () => {
  test.each([
    [{ kind: 'pigeon' }, 'alone.channel.kind: found "pigeon"; allowed is one of '],
    [{ kind: 'webhook', secret: SECRET }, 'alone.channel.url'],
    [{ kind: 'webhook', url: 'http://a/', secret: 'short' }, 'alone.channel.secret: too short to sign with'],
  ])('%j is refused with its place', (wanted, message) => {
    expect(() => openOwnChannel('agent.yaml', wanted)).toThrow(ConfigError);
    expect(() => openOwnChannel('agent.yaml', wanted)).toThrow(message);
  });
});
