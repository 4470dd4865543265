import { once } from 'node:events';
import { createServer } from 'node:net';

/** Ports that this process has given out: a server that is starting does not listen yet. */
const given = new Set<number>();

/** Tries a server on ports nobody is known to use; another one when somebody was faster, as `isTaken` sees in its last words. */
export async function onFreePort<Result>(
  start: (port: number) => Promise<Result>,
  isTaken: RegExp,
): Promise<{ port: number; server: Result }> {
  for (let left = 5; ; left--) {
    const port = await freePort();
    try {
      return { port, server: await start(port) };
    } catch (error) {
      if (left === 0 || !isTaken.test(String(error))) throw error;
    }
  }
}

/** Some servers share a port with another of their kind and say nothing: who has it is found out before they start. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (given.has(port)) continue;
    given.add(port);
    if (await canListen(port)) return port;
  }
}

async function canListen(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ port, host: '127.0.0.1', exclusive: true });
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
