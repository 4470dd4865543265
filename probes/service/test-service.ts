import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Socket } from 'node:net';
import type { ProbeOptions, ProbeType } from '../probe.ts';

/** A signal that never aborts. */
export const never = new AbortController().signal;

/** Options as an agent passes them. */
export const testOptions = (more: Partial<ProbeOptions> = {}): ProbeOptions => ({
  procPath: '',
  sysPath: '',
  now: () => 1_700_000_000_000,
  ...more,
});

/** Reads once with these settings, and gives the values by metric and labels: `nginx.active`, `tomcat_connector.max_threads{http}`. */
export async function readOnce<Config>(
  type: ProbeType<Config>,
  settings: Record<string, unknown>,
  options = testOptions(),
) {
  const probe = type.create(type.config.parse({ address: '127.0.0.1', ...settings }), options);
  try {
    const { readings, facts = [], skipped = [] } = await probe.collect(never);
    return { values: figures(readings), facts, skipped };
  } finally {
    await probe.close();
  }
}

/** Values by metric and labels. */
export function figures(
  readings: readonly { column: { metric: string; labels: Record<string, string> }; value: number }[],
): Record<string, number> {
  return Object.fromEntries(
    readings.map(({ column, value }) => {
      const labels = Object.values(column.labels).filter(Boolean).join(',');
      return [labels === '' ? column.metric : `${column.metric}{${labels}}`, value];
    }),
  );
}

/** A real HTTP server on loopback that does as it is told. */
export async function httpServer(
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => void,
): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => answer(request, response, body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A listener on loopback that takes connections and does with them as it is told. */
export async function tcpServer(
  onSocket: (socket: Socket) => void,
): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
