import { type RequestOptions, request as requestHttp } from 'node:http';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/**
 * How a request gets to its address over an HTTP proxy: in a tunnel where it is encrypted, otherwise by asking the
 * proxy for the whole address.
 */
export async function throughProxy(proxy: string, target: URL, signal: AbortSignal): Promise<RequestOptions> {
  const { hostname, port } = new URL(proxy);
  const host = plainHost(hostname);
  const at = { host, hostname: host, port: Number(port || 80) };
  if (target.protocol !== 'https:') {
    return { ...at, path: target.href, setHost: false, headers: { host: target.host } };
  }
  const socket = await tunnel(at, target, signal);
  const name = plainHost(target.hostname);
  return {
    // The certificate is that of the target; what else belongs to it comes with the request.
    createConnection: (options) =>
      connectTls({ ...(options as object), socket, host: name, ...serverName(name) }),
  };
}

function tunnel(at: { host: string; port: number }, target: URL, signal: AbortSignal): Promise<Socket> {
  const path = `${target.hostname}:${target.port || 443}`;
  return new Promise((resolve, reject) => {
    const asking = requestHttp({
      ...at,
      method: 'CONNECT',
      path,
      signal,
      agent: false,
      headers: { host: path },
    });
    asking.on('connect', (answer, socket) => {
      if (answer.statusCode === 200) return resolve(socket as Socket);
      socket.destroy();
      reject(new Error(`the proxy ${at.host}:${at.port} answers ${answer.statusCode} for ${path}`));
    });
    asking.on('response', (answer) => {
      answer.destroy();
      reject(new Error(`the proxy ${at.host}:${at.port} answers ${answer.statusCode} for ${path}`));
    });
    asking.on('error', reject);
    asking.end();
  });
}

function plainHost(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/** Addresses have no name to ask for. */
function serverName(host: string): { servername?: string } {
  return /^[\d.]+$|:/.test(host) ? {} : { servername: host };
}
