import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { IssuedCertificate } from '#scripts/servers/certificates.ts';

/** A page over TLS whose certificate can be replaced while it is served. */
export interface TlsPage {
  port: number;
  renew(certificate: IssuedCertificate): void;
  close(): void;
}

export async function startTlsPage(certificate: IssuedCertificate): Promise<TlsPage> {
  const server = createServer({ ...certificate }, (_request, response) => response.end('<h1>欢迎</h1>'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    renew: (other) => server.setSecureContext({ ...other }),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
