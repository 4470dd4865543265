import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { type WebSocket as Peer, WebSocketServer } from 'ws';
import { VALUES_HEADER_BYTES, valuesBytes } from '#protocol/live.ts';
import { backOffMs } from './back-off.ts';
import { decodeValues } from './decode.ts';
import { type Link, LiveClient, type LiveListener } from './live-client.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function hub() {
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  const said: unknown[] = [];
  sockets.on('connection', (peer) =>
    peer.on('message', (data) => {
      const message = JSON.parse(String(data));
      // Every page asks for that at once.
      if (message.type !== 'fleet') said.push(message);
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    for (const peer of sockets.clients) peer.terminate();
    server.close();
  });
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const peers = () => [...sockets.clients] as Peer[];
  return { url, said, peers };
}

function client(url: string) {
  const links: Link['state'][] = [];
  const doubts: string[] = [];
  const pulses: number[] = [];
  const live = new LiveClient({
    url,
    nowMs: () => Date.now(),
    random: () => 0,
    onLink: (link) => links.push(link.state),
    onAlerts: () => undefined,
    onEvents: () => undefined,
    onStorm: () => undefined,
    onFleet: () => undefined,
    onPulse: (pulse) => pulses.push(pulse.nowMs),
    onDoubt: () => doubts.push('doubt'),
  });
  closers.push(() => live.stop());
  return { live, links, doubts, pulses };
}

function listener(): LiveListener & { told: unknown[] } {
  const told: unknown[] = [];
  return {
    told,
    snapshot: (series) => told.push(['snapshot', series.length]),
    added: (series) => told.push(['added', series.length]),
    values: (times, values, numbers) => told.push([[...times], [...values], [...numbers]]),
  };
}

function valuesMessage(subscription: number, rows: [number, number, number][]): Buffer {
  const buffer = new ArrayBuffer(valuesBytes(rows.length));
  const view = new DataView(buffer);
  view.setUint8(0, 1);
  view.setUint8(1, 1);
  view.setUint16(2, subscription, true);
  view.setUint32(4, rows.length, true);
  const n = rows.length;
  for (const [at, [timeMs, value, number]] of rows.entries()) {
    view.setFloat64(VALUES_HEADER_BYTES + at * 8, timeMs, true);
    view.setFloat64(VALUES_HEADER_BYTES + n * 8 + at * 8, value, true);
    view.setUint32(VALUES_HEADER_BYTES + n * 16 + at * 4, number, true);
  }
  return Buffer.from(buffer);
}

it('subscribes what was asked for before the socket was open, and hands on what comes', async () => {
  const { url, said, peers } = await hub();
  const { live } = client(url);
  const page = listener();
  live.subscribe({ metrics: ['cpu.usage_active'] }, page);

  live.start();
  await vi.waitFor(() => expect(said).toHaveLength(1), { timeout: 20_000 });
  peers()[0].send(JSON.stringify({ type: 'snapshot', subscription: 1, series: [{}], truncatedAt: null }));
  peers()[0].send(valuesMessage(1, [[1000, 42.5, 7]]));
  peers()[0].send(valuesMessage(9, [[1000, 1, 1]]));

  await vi.waitFor(
    () =>
      expect(page.told).toEqual([
        ['snapshot', 1],
        [[1000], [42.5], [7]],
      ]),
    { timeout: 20_000 },
  );
  expect(said[0]).toEqual({ type: 'subscribe', subscription: 1, select: { metrics: ['cpu.usage_active'] } });
});

it('comes back after a cut and subscribes again what is still wanted', async () => {
  const { url, said, peers } = await hub();
  const { live, links } = client(url);
  const done = live.subscribe({ metrics: ['a.a'] }, listener());
  live.subscribe({ metrics: ['b.b'] }, listener());
  live.start();
  await vi.waitFor(() => expect(said).toHaveLength(2), { timeout: 20_000 });

  done();
  await vi.waitFor(() => expect(said).toHaveLength(3), { timeout: 20_000 });
  peers()[0].terminate();

  await vi.waitFor(() => expect(said).toHaveLength(4), { timeout: 20_000 });
  expect(said[3]).toEqual({ type: 'subscribe', subscription: 2, select: { metrics: ['b.b'] } });
  expect(links).toEqual(['connecting', 'open', 'waiting', 'connecting', 'open']);
});

it('raises doubt about the session when the collector signs the person out', async () => {
  const { url, peers } = await hub();
  const { live, doubts } = client(url);
  live.start();
  await vi.waitFor(() => expect(peers()).toHaveLength(1), { timeout: 20_000 });

  peers()[0].close(4001, 'signed out');

  await vi.waitFor(() => expect(doubts).toEqual(['doubt']), { timeout: 20_000 });
});

it('tells nobody about messages that are garbage', async () => {
  const { url, peers } = await hub();
  const { live, pulses } = client(url);
  const page = listener();
  live.subscribe({ metrics: ['a.a'] }, page);
  live.start();
  await vi.waitFor(() => expect(peers()).toHaveLength(1), { timeout: 20_000 });

  peers()[0].send('not json');
  peers()[0].send('null');
  peers()[0].send(valuesMessage(1, [[1, 2, 3]]).subarray(0, 20));
  peers()[0].send(JSON.stringify({ type: 'pulse', nowMs: 5 }));

  await vi.waitFor(() => expect(pulses).toEqual([5]), { timeout: 20_000 });
  expect(page.told).toEqual([]);
});

it('refuses values of another version or of a wrong length', () => {
  const good = new Uint8Array(valuesMessage(1, [[1, 2, 3]]));
  const other = good.slice();
  other[1] = 2;

  expect(decodeValues(good.slice().buffer)?.numbers[0]).toBe(3);
  expect(decodeValues(other.buffer)).toBeUndefined();
  expect(decodeValues(good.slice(0, 27).buffer)).toBeUndefined();
  expect(decodeValues(new ArrayBuffer(3))).toBeUndefined();
});

it('waits longer after each failure, up to half a minute', () => {
  expect(backOffMs(0, 0)).toBe(250);
  expect(backOffMs(3, 0.999)).toBeLessThanOrEqual(4_000);
  expect(backOffMs(40, 0.999)).toBeLessThanOrEqual(30_000);
  expect(backOffMs(40, 0)).toBe(15_000);
});
