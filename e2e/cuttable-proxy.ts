import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A TCP hop whose line can be cut, frozen and mended, for tests of what a broken network does. */
export interface CuttableProxy {
  port: number;
  /** Ends every connection and refuses new ones. */
  cut(): void;
  /** Nothing passes any more, and neither side is told: connections are half open, new ones lead nowhere. */
  freeze(): void;
  /** What was frozen passes again; connections that led nowhere are ended. */
  mend(): void;
  close(): Promise<void>;
}

/** Starts a hop on a free port of loopback to `targetPort`. */
export async function startCuttableProxy(targetPort: number): Promise<CuttableProxy> {
  const sockets = new Set<Socket>();
  const lost = new Set<Socket>();
  let state: 'open' | 'cut' | 'frozen' = 'open';
  const server = createServer((near) => {
    if (state === 'cut') return near.destroy();
    if (state === 'frozen') {
      near.on('error', () => {}).on('close', () => lost.delete(near));
      return lost.add(near);
    }
    const far = connect(targetPort, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ]) {
      sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    return undefined;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as { port: number }).port,
    cut() {
      state = 'cut';
      for (const socket of sockets) socket.destroy();
    },
    freeze() {
      state = 'frozen';
      for (const socket of sockets) socket.pause();
    },
    mend() {
      state = 'open';
      for (const socket of sockets) socket.resume();
      for (const socket of lost) socket.destroy();
    },
    async close() {
      for (const socket of [...sockets, ...lost]) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
