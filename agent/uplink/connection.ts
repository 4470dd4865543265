import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';

/** How connections are made, whichever collector they lead to. */
export interface ConnectionOptions {
  /** PEM of the authorities to believe, instead of those that Node brings. */
  ca?: string;
  /** PEM of the one certificate that the collector shows; its name does not matter then. Wins over `ca`. */
  pin?: string;
  /** PEM of our own certificate and its key, for collectors that ask for one. */
  cert?: string;
  key?: string;
  /** Certificates are not checked; whoever builds this says so in the log. */
  insecure?: boolean;
  /** `http://host:port` of a proxy that understands CONNECT. */
  proxy?: URL;
  connectTimeoutMs: number;
}

/** What `options` mean for one TLS connection. */
export function secureOptions({ ca, pin, cert, key, insecure }: ConnectionOptions): tls.ConnectionOptions {
  const own = { cert, key, rejectUnauthorized: insecure !== true };
  if (pin === undefined) return { ...own, ca };
  // Whoever holds the key of that very certificate is the collector, whatever it is called here.
  return { ...own, ca: pin, allowPartialTrustChain: true, checkServerIdentity: () => undefined };
}

/** An HTTP agent that keeps few connections open and goes through the proxy when there is one. */
export function createHttpAgent(isSecure: boolean, options: ConnectionOptions): http.Agent {
  const common = { keepAlive: true, maxSockets: 4, timeout: 60_000 };
  const secure = secureOptions(options);
  const agent = isSecure ? new https.Agent({ ...common, ...secure }) : new http.Agent(common);
  const { proxy } = options;
  if (proxy === undefined) return agent;
  return Object.assign(agent, {
    createConnection(target: ConnectTarget, done: (error: Error | null, socket?: Duplex) => void) {
      throughProxy(proxy, target, options.connectTimeoutMs).then((socket) => {
        if (!isSecure) return done(null, socket);
        const servername = target.servername || (net.isIP(target.host) ? '' : target.host);
        done(null, tls.connect({ ...secure, socket, servername }));
      }, done);
    },
  });
}

interface ConnectTarget {
  host: string;
  port: number | string;
  servername?: string;
}

/** A connection to `target` that the proxy opened for us. */
function throughProxy(proxy: URL, target: ConnectTarget, timeoutMs: number): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const host = net.isIPv6(target.host) ? `[${target.host}]` : target.host;
    const headers: Record<string, string> = { host: `${host}:${target.port}` };
    if (proxy.username !== '') {
      const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
      headers['proxy-authorization'] = `Basic ${Buffer.from(credentials).toString('base64')}`;
    }
    const request = http.request({
      method: 'CONNECT',
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port || 80,
      path: headers.host,
      headers,
      agent: false,
      timeout: timeoutMs,
    });
    request.once('connect', (response, socket) => {
      if (response.statusCode === 200) return resolve(socket as net.Socket);
      socket.destroy();
      reject(new Error(`the proxy ${proxy.host} answered ${response.statusCode} to CONNECT`));
    });
    request.once('response', (response) => {
      response.resume();
      reject(new Error(`the proxy ${proxy.host} answered ${response.statusCode} to CONNECT`));
    });
    request.once('timeout', () => request.destroy(new Error(`the proxy ${proxy.host} did not answer`)));
    request.once('error', reject);
    request.end();
  });
}
