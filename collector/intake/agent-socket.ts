import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { pathOf, refuseUpgrade } from '#collector/http/upgrades.ts';
import { LIMITS } from '#protocol/limits.ts';
import { PROTOCOL, speaks } from '#protocol/version.ts';
import { AgentSession, type AgentSessionOptions } from './agent-session.ts';
import type { SenderDirectory } from './identity.ts';

export const AGENT_PATH = '/api/v1/agent';

/** How often an agent is asked whether it is still there, and how long its answer takes. */
const PING_EVERY_MS = 30_000;

export interface AgentSocketOptions extends Omit<AgentSessionOptions, 'isCurrent'> {
  directory: SenderDirectory;
  maxConnections: number;
}

/** Serves `/api/v1/agent` on the server's upgrades; other paths are left to others. */
export function serveAgents(server: Server, options: AgentSocketOptions): { close(): void } {
  const { directory } = options;
  const sessions = new Set<AgentSession>();
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LIMITS.messageBytes,
    perMessageDeflate: false,
    // Text messages are parsed and checked anyway.
    skipUTF8Validation: true,
  });
  const ping = setInterval(() => {
    for (const session of sessions) session.ping();
  }, PING_EVERY_MS);
  ping.unref();

  async function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    if (pathOf(request) !== AGENT_PATH) return;
    stream.on('error', () => stream.destroy());
    if (sockets.clients.size >= options.maxConnections)
      return refuseUpgrade(stream, 503, 'Service Unavailable', 'Retry-After: 30\r\n');
    if (!speaks(Number(request.headers['ward-protocol']))) {
      const range = `Ward-Protocol: ${PROTOCOL.oldest}-${PROTOCOL.current}\r\n`;
      return refuseUpgrade(stream, 426, 'Upgrade Required', range);
    }
    const [, key = ''] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const identity = await directory.agent(key).catch(() => undefined);
    if (!identity) return refuseUpgrade(stream, 401, 'Unauthorized');
    sockets.handleUpgrade(request, stream, head, (socket) => {
      const isCurrent = async () => (await directory.agent(key).catch(() => undefined)) === identity;
      const session = new AgentSession(socket, identity, { ...options, isCurrent });
      sessions.add(session);
      socket.on('close', () => sessions.delete(session));
    });
  }

  server.on('upgrade', upgrade);
  return {
    close() {
      clearInterval(ping);
      server.off('upgrade', upgrade);
      for (const session of sessions) session.close(1001, 'the collector stops');
      sockets.close();
    },
  };
}
