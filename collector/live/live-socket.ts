import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import * as z from 'zod';
import { pathOf, refuseUpgrade } from '#collector/http/upgrades.ts';
import type { Alert } from '#protocol/alert.ts';
import { LIVE_METRICS } from '#protocol/live.ts';
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
]);

export interface LiveSocketOptions {
  hub: LiveHub;
  /** Who opens the socket; undefined when there is no valid session. Also refuses foreign origins. */
  viewer(request: IncomingMessage): Promise<Viewer | undefined>;
  /** Alerts that are pending or firing, in the sight of the viewer. */
  alerts(viewer: Viewer): Promise<Alert[]>;
  maxConnections: number;
}

/** How often a silent browser is asked whether it is still there; it is dropped at the second silence. */
const PING_EVERY_MS = 30_000;

/** Serves `/api/v1/live` on the server's upgrades; other paths are left to others. */
export function serveLive(server: Server, options: LiveSocketOptions): { close(): void } {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 512 * 1024, perMessageDeflate: false });
  const silent = new WeakSet<WebSocket>();

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
    const alerts = await options.alerts(viewer).catch(() => undefined);
    if (!alerts) return refuseUpgrade(stream, 503, 'Service Unavailable');
    sockets.handleUpgrade(request, stream, head, (socket) => open(socket, viewer, alerts));
  }

  function open(socket: WebSocket, viewer: Viewer, alerts: Alert[]): void {
    const connection = connectionOf(socket, viewer);
    options.hub.join(connection, alerts);
    socket.on('pong', () => silent.delete(socket));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => options.hub.leave(connection));
    socket.on('message', (data, isBinary) => {
      silent.delete(socket);
      const message = isBinary ? undefined : parse(String(data));
      if (!message) return connection.close(1008, 'not a message of the live protocol');
      if (message.type === 'subscribe')
        options.hub.subscribe(connection, message.subscription, message.select);
      else options.hub.unsubscribe(connection, message.subscription);
    });
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
