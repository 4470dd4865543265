import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, isIPv6, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { SyslogConfig } from './config.ts';

/** Sends each message as a datagram; nobody says whether it arrived. */
export async function sendDatagrams(
  { host, port }: SyslogConfig,
  messages: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4', signal });
  const failed = new Promise<never>((_, reject) => {
    socket.on('error', reject);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  failed.catch(() => {});
  try {
    for (const message of messages) {
      const sent = new Promise<void>((resolve, reject) => {
        socket.send(message, port, host, (error) => (error ? reject(error) : resolve()));
      });
      await Promise.race([sent, failed]);
    }
  } finally {
    if (!signal.aborted) socket.close();
  }
}

/** Sends all messages over one connection, and resolves when the other side has closed it without complaint. */
export async function sendStream(
  config: SyslogConfig,
  messages: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const socket = await open(config, signal);
  const stop = () => socket.destroy(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const closed = once(socket, 'close');
    // What the other side says is of no interest, but unread it would keep the connection open.
    socket.resume();
    socket.end(messages.map((message) => framed(config, message)).join(''));
    await closed;
    if (signal.aborted) throw signal.reason;
  } finally {
    signal.removeEventListener('abort', stop);
    socket.destroy();
  }
}

async function open(config: SyslogConfig, signal: AbortSignal): Promise<Socket> {
  const { host, port, transport, verifyCertificate, ca } = config;
  const isTls = transport === 'tls';
  const names = isTls && !isAddress(host) ? { servername: host } : {};
  const socket = isTls
    ? connectTls({ host, port, rejectUnauthorized: verifyCertificate, ...names, ...(ca !== '' && { ca }) })
    : connect({ host, port });
  try {
    await once(socket, isTls ? 'secureConnect' : 'connect', { signal });
    return socket;
  } catch (error) {
    socket.on('error', () => {});
    socket.destroy();
    throw error;
  }
}

function isAddress(host: string): boolean {
  return isIPv6(host) || /^[\d.]+$/.test(host);
}

/** RFC 6587: the length in octets before each message, or a line feed after it. */
function framed({ framing }: SyslogConfig, message: string): string {
  return framing === 'counted' ? `${Buffer.byteLength(message)} ${message}` : `${message}\n`;
}
