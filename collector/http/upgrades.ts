import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** The path that an upgrade asks for; empty when what stands there is no path. */
export function pathOf({ url = '' }: IncomingMessage): string {
  return URL.parse(url, 'http://local')?.pathname ?? '';
}

/** Answers an upgrade like a request, and ends the connection. `headers`: whole lines, each with its end. */
export function refuseUpgrade(stream: Duplex, status: number, reason: string, headers = ''): void {
  // Who does not close its own side is not waited for.
  stream.once('finish', () => stream.destroy());
  stream.on('error', () => stream.destroy());
  stream.end(`HTTP/1.1 ${status} ${reason}\r\n${headers}Connection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Upgrades to other paths than these are answered 404; those are left to whoever serves them. */
export function refuseOtherUpgrades(server: Server, paths: readonly string[]): void {
  server.on('upgrade', (request, stream) => {
    if (!paths.includes(pathOf(request))) refuseUpgrade(stream, 404, 'Not Found');
  });
}
