import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { LatestWriter, makeLatest } from '#collector/series/latest.ts';
import type { ToBrowser } from '#protocol/live.ts';
import { LiveHub } from './hub.ts';
import { LIVE_PATH, serveLive } from './live-socket.ts';
import type { Viewer } from './viewer.ts';

const everything: Viewer = { person: 'p', scope: '*', seesTarget: () => true, seesOrganisation: () => true };
const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

describe('the live socket', () => {
  it('brings a value from the intake thread to a browser', async () => {
    const { hub, url } = await serve(everything);
    const latest = makeLatest(1);
    const column = { metric: 'cpu.usage_active', labels: {}, kind: 'gauge', unit: '%' } as const;
    hub.addSchema(0, { probe: 'cpu', target: 't', intervalMs: 10_000, columns: [column] }, latest);
    const browser = await open(url);

    browser.send(
      JSON.stringify({ type: 'subscribe', subscription: 3, select: { metrics: ['cpu.usage_active'] } }),
    );
    await browser.until((message) => message.type === 'snapshot');
    new LatestWriter(latest).write(5_000, new DataView(Float64Array.of(42).buffer), 0);
    hub.sendValues([0]);

    const values = await browser.binary();
    expect(values.readUInt16LE(2)).toBe(3);
    expect(values.readDoubleLE(16)).toBe(42);
  });

  it('brings what stands, and again when the browser asks for it', async () => {
    const { url } = await serve(everything);
    const browser = await open(url);
    await browser.until((message) => message.type === 'alerts');

    browser.send('{"type":"alerts"}');

    await browser.until((_message, index) => index === 1);
    expect(browser.texts).toMatchObject([{ type: 'alerts' }, { type: 'alerts', alerts: [] }]);
  });

  it('refuses whoever has no session', async () => {
    const { url } = await serve(undefined);

    const socket = new WebSocket(url);
    const [, response] = await once(socket, 'unexpected-response');

    expect(response.statusCode).toBe(401);
  });

  it.each([
    'nonsense',
    '{"type":"subscribe"}',
    '{"type":"subscribe","subscription":1,"select":{"metrics":[]}}',
  ])('closes on a message that is none: %s', async (text) => {
    const { url } = await serve(everything);
    const browser = await open(url);

    browser.send(text);

    expect(await browser.closed).toBe(1008);
  });
});

async function serve(viewer: Viewer | undefined): Promise<{ hub: LiveHub; url: string }> {
  const hub = new LiveHub();
  const server: Server = createServer();
  const live = serveLive(server, {
    hub,
    viewer: async () => viewer,
    alerts: async () => ({ alerts: [], truncatedAt: null }),
    maxConnections: 10,
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUp.push(() => {
    live.close();
    server.close();
  });
  return { hub, url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}${LIVE_PATH}` };
}

async function open(url: string) {
  const socket = new WebSocket(url);
  const texts: ToBrowser[] = [];
  let wake = () => {};
  socket.on('message', (data, isBinary) => {
    if (!isBinary) texts.push(JSON.parse(String(data)));
    wake();
  });
  const closed = new Promise<number>((resolve) => socket.on('close', (code) => resolve(code)));
  await once(socket, 'open');
  cleanUp.push(() => socket.terminate());
  return {
    closed,
    texts,
    send: (text: string) => socket.send(text),
    async until(matches: (message: ToBrowser, index: number) => boolean): Promise<ToBrowser> {
      for (;;) {
        const found = texts.find(matches);
        if (found) return found;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    async binary(): Promise<Buffer> {
      for (;;) {
        const [data, isBinary] = (await once(socket, 'message')) as [Buffer, boolean];
        if (isBinary) return data;
      }
    },
  };
}
