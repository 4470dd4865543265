import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import * as z from 'zod';
import { pathOf, refuseUpgrade } from '#collector/http/upgrades.ts';
import { LIVE_METRICS } from '#protocol/live.ts';
import { type AlertSnapshot, AlertSnapshots, type StandingAlerts } from './alert-snapshots.ts';
import type { LiveHub } from './hub.ts';
import type { LiveConnection, Viewer } from './viewer.ts';

export const LIVE_PATH = '/api/v1/live';

const subscription = z.int().min(0).max(65_535);
const FromBrowser = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('subscribe'),
    subscription,
    select: z.strictObject({
      metrics: z.array(z.string().max(128)).min(1).max(LIVE_METRICS),
      targets: z.array(z.string().max(64)).max(5_000).optional(),
      labels: z.record(z.string().max(200), z.string().max(200)).optional(),
    }),
  }),
  z.strictObject({ type: z.literal('unsubscribe'), subscription }),
  z.strictObject({ type: z.literal('alerts') }),
  z.strictObject({ type: z.literal('fleet') }),
]);

export interface LiveSocketOptions {
  hub: LiveHub;
  /** Who opens the socket; undefined when there is no valid session. Also refuses foreign origins. */
  viewer(request: IncomingMessage): Promise<Viewer | undefined>;
  /** Alerts that are pending or firing, in the sight of the viewer; equal for equal scopes. */
  alerts(viewer: Viewer): Promise<StandingAlerts>;
  maxConnections: number;
}

/** How often a silent browser is asked whether it is still there; it is dropped at the second silence. */
const PING_EVERY_MS = 30_000;

/** Serves `/api/v1/live` on the server's upgrades; other paths are left to others. */
export function serveLive(server: Server, options: LiveSocketOptions): { close(): void } {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 512 * 1024, perMessageDeflate: false });
  const silent = new WeakSet<WebSocket>();
  const snapshots = new AlertSnapshots(options.alerts, () => options.hub.moment);

  const ping = setInterval(() => {
    for (const socket of sockets.clients) {
      if (silent.has(socket)) socket.terminate();
      else {
        silent.add(socket);
        socket.ping();
      }
    }
  }, PING_EVERY_MS);
  ping.unref();

  async function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    if (pathOf(request) !== LIVE_PATH) return;
    stream.on('error', () => stream.destroy());
    if (sockets.clients.size >= options.maxConnections)
      return refuseUpgrade(stream, 503, 'Service Unavailable');
    const viewer = await options.viewer(request).catch(() => undefined);
    if (!viewer) return refuseUpgrade(stream, 401, 'Unauthorized');
    const standing = await snapshots.of(viewer).catch(() => undefined);
    if (!standing) return refuseUpgrade(stream, 503, 'Service Unavailable');
    sockets.handleUpgrade(request, stream, head, (socket) => open(socket, viewer, standing));
  }

  function open(socket: WebSocket, viewer: Viewer, standing: AlertSnapshot): void {
    const connection = connectionOf(socket, viewer);
    options.hub.join(connection, standing);
    let asked = false;
    socket.on('pong', () => silent.delete(socket));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => options.hub.leave(connection));
    socket.on('message', (data, isBinary) => {
      silent.delete(socket);
      const message = isBinary ? undefined : parse(String(data));
      if (!message) return connection.close(1008, 'not a message of the live protocol');
      if (message.type === 'subscribe')
        options.hub.subscribe(connection, message.subscription, message.select);
      else if (message.type === 'unsubscribe') options.hub.unsubscribe(connection, message.subscription);
      else if (message.type === 'fleet') options.hub.followFleet(connection);
      else void askAlerts();
    });

    /** One question at a time: who asks meanwhile is answered by the same list. */
    async function askAlerts(): Promise<void> {
      if (asked) return;
      asked = true;
      const fresh = await snapshots.of(viewer).catch(() => undefined);
      asked = false;
      if (fresh) options.hub.sendAlerts(connection, fresh);
      // The browser comes back, and is told why it cannot be served if that lasts.
      else connection.close(1011, 'the alerts cannot be read');
    }
  }

  server.on('upgrade', upgrade);
  return {
    close() {
      clearInterval(ping);
      server.off('upgrade', upgrade);
      for (const socket of sockets.clients) socket.close(1001, 'the collector stops');
      sockets.close();
    },
  };
}

function connectionOf(socket: WebSocket, viewer: Viewer): LiveConnection {
  return {
    viewer,
    sendText: (text) => socket.readyState === WebSocket.OPEN && socket.send(text),
    sendEncoded: (text) => socket.readyState === WebSocket.OPEN && socket.send(text, { binary: false }),
    sendBytes: (bytes) => socket.readyState === WebSocket.OPEN && socket.send(bytes, { binary: true }),
    waitingBytes: () => socket.bufferedAmount,
    close(code, reason) {
      socket.close(code, reason);
      // A peer that does not answer the close is not waited for.
      setTimeout(() => socket.terminate(), 2_000).unref();
    },
  };
}

function parse(text: string): z.infer<typeof FromBrowser> | undefined {
  try {
    return FromBrowser.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
