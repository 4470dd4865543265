import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { makeAuthority } from './certificates.ts';
import type { Inside } from './inside.ts';
import { answerFor } from './pages.ts';

/** Where the site of a room is asked. */
export interface SiteListing {
  /** PEM of the authority that issued its certificates. */
  ca: string;
  /** Pages in the clear and over TLS; the other two have certificates that somebody should look at. */
  clear: { host: string; port: number };
  tls: { host: string; port: number };
  soon: { host: string; port: number };
  expired: { host: string; port: number };
}

export interface Site extends SiteListing {
  close(): Promise<void>;
}

/** Each has an address of its own, in a part of the network where no device is. */
export async function startSite(
  inside: Inside,
  options: { network: string; port: number; tlsPort: number; now: () => number },
): Promise<Site> {
  const { network, now } = options;
  const authority = makeAuthority('Simulated room CA', Date.now());
  const servers: Server[] = [];
  const answer: RequestListener = (request, response) => {
    const path = new URL(request.url ?? '/', 'http://site').pathname;
    const { status, type, body, delayMs } = answerFor(path, inside, now());
    const send = () => response.writeHead(status, { 'content-type': type }).end(body);
    if (delayMs === 0) send();
    else setTimeout(send, delayMs).unref();
  };

  async function listen(server: Server, host: string, wanted: number) {
    servers.push(server);
    server.listen(wanted, host);
    await once(server, 'listening');
    return { host, port: (server.address() as { port: number }).port };
  }

  async function listenTls(host: string, fromDays: number, toDays: number) {
    const server = createTlsServer(authority.issue({ ip: host, fromDays, toDays }), answer);
    return listen(server, host, options.tlsPort);
  }

  const close = async () => {
    await Promise.all(
      servers.map((server) => {
        server.closeAllConnections();
        return new Promise((resolve) => server.close(resolve));
      }),
    );
  };
  try {
    return {
      ca: authority.ca,
      clear: await listen(createServer(answer), `${network}.9.1`, options.port),
      tls: await listenTls(`${network}.9.1`, -30, 300),
      soon: await listenTls(`${network}.9.2`, -345, 20),
      expired: await listenTls(`${network}.9.3`, -368, -3),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
