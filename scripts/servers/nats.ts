import { onFreePort } from './free-port.ts';
import { startServer } from './server-process.ts';

/** A real NATS server with its monitoring on loopback; it keeps nothing. */
export interface Nats {
  address: '127.0.0.1';
  /** Of clients, and of the monitoring over HTTP. */
  port: number;
  monitoringPort: number;
  stop(): Promise<void>;
}

/** Starts it on free ports; rejects with its own last words. */
export async function startNats(): Promise<Nats> {
  const { port, server } = await onFreePort(
    (port) =>
      startServer({
        program: 'nats-server',
        args: ['-a', '127.0.0.1', '-p', String(port), '-m', String(port + 1)],
        readyLine: (line) => (line.includes('Server is ready') ? 'ready' : undefined),
      }),
    /address already in use/,
  );
  return { address: '127.0.0.1', port, monitoringPort: port + 1, stop: () => server.end('SIGTERM') };
}
