import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A line to a server that a test can cut where it hurts. */
export interface CutLine {
  port: number;
  /** Told everything on its way to the server; what it returns happens to it. */
  onSent: (text: string) => 'pass' | 'pass and cut' | 'cut';
  close(): Promise<void>;
}

/**
 * Lays a line to a port of this machine. `pass and cut` lets the server have what was sent, and nobody its answer;
 * `cut` lets nobody have anything.
 */
export async function cutLine(to: number): Promise<CutLine> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    let isDeaf = false;
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
    near.on('data', (data) => {
      const fate = line.onSent(data.toString('latin1'));
      if (fate === 'cut') return end();
      far.write(data);
      isDeaf ||= fate === 'pass and cut';
    });
    far.on('data', (data) => {
      if (isDeaf) return end();
      near.write(data);
    });
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());

    function end(): void {
      near.destroy();
      far.destroy();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const line: CutLine = {
    port: (server.address() as AddressInfo).port,
    onSent: () => 'pass',
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return line;
}
