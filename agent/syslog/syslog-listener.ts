import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram';
import { createServer, isIPv6, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { splitListen } from '#probes/trap/config.ts';
import { listenTrouble } from '../listen-trouble.ts';
import { createFraming } from './framing.ts';

/** Three ways on which messages come. */
export type SyslogWay = 'udp' | 'tcp' | 'tls';

/** One socket on which messages by syslog arrive. */
export interface SyslogListener {
  /** Where it listens; undefined while it cannot. */
  readonly address: { host: string; port: number } | undefined;
  /** May be called twice. */
  close(): void;
}

export interface SyslogListenerOptions {
  way: SyslogWay;
  listen: string;
  tls?: { cert: string; key: string; ca: string | undefined };
  onMessage(message: Buffer, source: string): void;
  /** Called for what is no message: too long, or a connection that is not taken. */
  onRefused(): void;
  /** Called when it cannot listen, with what helps, and with undefined when it does. */
  onTrouble(why: string | undefined): void;
  retryMs?: number;
}

const RETRY_MS = 60_000;
/** A power failure makes hundreds of devices speak in one second. */
const BUFFER_BYTES = 4 * 1024 ** 2;
const MOST_CONNECTIONS = 1_000;
const OF_ONE_SOURCE = 50;
/** Devices hold a connection open for as long as they have nothing to say; one that is dead ends by then. */
const IDLE_MS = 6 * 3_600_000;
const KEEPALIVE_MS = 60_000;
const HANDSHAKE_MS = 10_000;

/** Listens until it is closed, and tries again when it cannot. */
export function openSyslogListener(options: SyslogListenerOptions): SyslogListener {
  const { way, listen, retryMs = RETRY_MS } = options;
  const { host, port } = splitListen(listen) ?? { host: '0.0.0.0', port: 514 };
  let opened: { close(): void } | undefined;
  let address: SyslogListener['address'];
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  open();

  return {
    get address() {
      return address;
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
      opened?.close();
      opened = undefined;
      address = undefined;
    },
  };

  function open(): void {
    opened = way === 'udp' ? openUdp() : openTcp();
  }

  function onListening(actualPort: number): void {
    address = { host, port: actualPort };
    options.onTrouble(undefined);
  }

  function onError(error: Error): void {
    address = undefined;
    opened = undefined;
    if (isClosed) return;
    options.onTrouble(listenTrouble(error, listen, port, 'rsyslogd'));
    timer = setTimeout(open, retryMs);
  }

  function openUdp(): UdpSocket {
    const socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4' });
    socket.on('message', (message: Buffer, from: RemoteInfo) =>
      options.onMessage(message, sourceOf(from.address)),
    );
    socket.on('error', (error) => {
      socket.removeAllListeners();
      socket.on('error', () => {});
      socket.close();
      onError(error);
    });
    socket.bind(port, host, () => {
      enlargeBuffer(socket);
      onListening(socket.address().port);
    });
    return socket;
  }

  function openTcp(): { close(): void } {
    const connections = new Set<Socket>();
    const ofSource = new Map<string, number>();
    let server: Server;
    try {
      server = createFor(take);
    } catch (error) {
      // Such as a certificate that is none: said when it cannot have been said yet.
      setImmediate(() => onError(error as Error));
      return { close() {} };
    }
    server.on('error', (error) => {
      close();
      onError(error);
    });
    server.listen(port, host, () => {
      const bound = server.address();
      if (typeof bound === 'object' && bound !== null) onListening(bound.port);
    });
    return { close };

    function close(): void {
      server.removeAllListeners('error');
      server.on('error', () => {});
      server.close();
      for (const socket of connections) socket.destroy();
    }

    /** Every connection is counted from its beginning: a handshake is dear. */
    function take(socket: Socket): boolean {
      const source = sourceOf(socket.remoteAddress ?? '');
      const before = ofSource.get(source) ?? 0;
      if (connections.size >= MOST_CONNECTIONS || before >= OF_ONE_SOURCE) {
        options.onRefused();
        socket.destroy();
        return false;
      }
      connections.add(socket);
      ofSource.set(source, before + 1);
      socket.once('close', () => {
        connections.delete(socket);
        const left = (ofSource.get(source) ?? 1) - 1;
        if (left > 0) ofSource.set(source, left);
        else ofSource.delete(source);
      });
      return true;
    }
  }

  function createFor(take: (socket: Socket) => boolean): Server {
    if (options.tls === undefined)
      return createServer((socket) => {
        if (take(socket)) read(socket);
      });
    const { cert, key, ca } = options.tls;
    const server = createTlsServer({
      cert,
      key,
      handshakeTimeout: HANDSHAKE_MS,
      ...(ca !== undefined && { ca, requestCert: true, rejectUnauthorized: true }),
    });
    server.on('connection', (socket: Socket) => {
      socket.on('error', () => {});
      take(socket);
    });
    server.on('secureConnection', read);
    server.on('tlsClientError', () => options.onRefused());
    return server;
  }

  function read(socket: Socket): void {
    const source = sourceOf(socket.remoteAddress ?? '');
    const framing = createFraming();
    let cut = 0;
    const give = (message: Buffer): void => options.onMessage(message, source);
    socket.setKeepAlive(true, KEEPALIVE_MS);
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      framing.push(chunk, give);
      for (; cut < framing.cut; cut++) options.onRefused();
    });
    socket.on('end', () => framing.end(give));
  }
}

/** On a socket for both families IPv4 comes in the clothes of IPv6. */
function sourceOf(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
}

function enlargeBuffer(socket: UdpSocket): void {
  try {
    socket.setRecvBufferSize(BUFFER_BYTES);
  } catch {
    // The system gives what it gives.
  }
}
