import http, { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { splitListen } from '#probes/trap/config.ts';
import { LIMITS } from '#protocol/limits.ts';
import { createBounds } from '../polling/bounds.ts';
import { refusalOf, refuse, refuseUpgrade } from './answer.ts';
import { type EnrolDoorOptions, enrolFor } from './enrol-door.ts';
import { type FramesDoorOptions, keyOf, takeFrames, unspokenProtocol } from './frames-door.ts';
import { type SessionOptions, serveSession } from './session.ts';

export interface DoorsOptions extends FramesDoorOptions, EnrolDoorOptions, SessionOptions {
  listen: string;
  /** PEM; without it the doors are plain HTTP. */
  tls: { cert: string; key: string } | undefined;
  /** Networks from which agents may come; undefined: all. */
  allow?: readonly string[] | undefined;
  /** Called when it cannot listen, with what helps, and with undefined when it does. */
  onTrouble(why: string | undefined): void;
  retryMs?: number;
}

/** Where agents find the relay: the three paths of a collector that they know. */
export interface Doors {
  /** Undefined while nothing is listened on. */
  readonly address: { host: string; port: number } | undefined;
  /** Ends every connection. May be called twice. */
  close(): void;
}

/** Two for each agent that may be there: one that is left over, and one that takes its place. */
const MAX_CONNECTIONS = 1_200;
const RETRY_MS = 30_000;
const HEADERS_MS = 10_000;
/** An agent gives a request up after half of that. */
const REQUEST_MS = 60_000;

/** Listens until it is closed, and tries again when it cannot. */
export function openDoors(options: DoorsOptions): Doors {
  const { host, port } = splitListen(options.listen) ?? { host: '0.0.0.0', port: 8643 };
  const allowed = options.allow && createBounds(options.allow);
  const connections = new Set<Socket>();
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LIMITS.messageBytes,
    perMessageDeflate: false,
    skipUTF8Validation: true,
  });
  let server: Server | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let address: Doors['address'];
  listen();

  return {
    get address() {
      return address;
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
      server?.close();
      for (const connection of connections) connection.destroy();
    },
  };

  function listen(): void {
    try {
      server = makeServer();
    } catch (error) {
      options.onTrouble(
        `certificate and key under \`relay.tls\` cannot be used: ${(error as Error).message}`,
      );
      return;
    }
    const opened = server;
    opened.on('connection', admitConnection);
    opened.on('request', (request, response) => void answer(request, response));
    opened.on('upgrade', (request, stream, head) => void upgrade(request, stream, head));
    opened.once('error', (error: NodeJS.ErrnoException) => {
      if (isClosed) return;
      options.onTrouble(sentenceOf(error, options.listen));
      timer = setTimeout(listen, options.retryMs ?? RETRY_MS);
    });
    opened.listen(port, host, () => {
      address = { host, port: (opened.address() as AddressInfo).port };
      options.onTrouble(undefined);
    });
  }

  function makeServer(): Server {
    const limits = { headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS, keepAliveTimeout: 65_000 };
    const { tls } = options;
    const made = tls ? https.createServer({ ...tls, handshakeTimeout: HEADERS_MS }) : http.createServer();
    made.maxConnections = MAX_CONNECTIONS;
    return Object.assign(made, limits);
  }

  function admitConnection(socket: Socket): void {
    if (allowed && !allowed.permits(socket.remoteAddress ?? '')) return void socket.destroy();
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = pathOf(request);
    const isPost = request.method === 'POST';
    try {
      if (isPost && path === '/api/v1/frames') await takeFrames(request, response, options);
      else if (isPost && path === '/api/v1/enrol') await enrolFor(request, response, options);
      else {
        const message =
          'this is a relay of agents: /api/v1/agent, /api/v1/frames and /api/v1/enrol are served here';
        refuse(response, { status: 404, code: 'not_found', message, headers: { connection: 'close' } });
      }
    } catch (error) {
      options.log.error('a request could not be answered', { path, why: (error as Error).message });
      response.destroy();
    }
  }

  async function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    stream.on('error', () => stream.destroy());
    if (pathOf(request) !== '/api/v1/agent') {
      const message = 'sockets of agents are served at /api/v1/agent';
      return refuseUpgrade(stream, { status: 404, code: 'not_found', message });
    }
    const unspoken = unspokenProtocol(request);
    if (unspoken) return refuseUpgrade(stream, unspoken);
    const peer = await options.peers.admit(keyOf(request));
    if (typeof peer === 'string') return refuseUpgrade(stream, refusalOf(peer));
    sockets.handleUpgrade(request, stream, head, (socket) => serveSession(socket, peer, options));
  }
}

function pathOf({ url = '' }: IncomingMessage): string {
  const [path = ''] = url.split('?');
  return path;
}

function sentenceOf({ code, message }: NodeJS.ErrnoException, listen: string): string {
  if (code === 'EADDRINUSE')
    return `${listen} cannot be listened on: another program has it. Name another port`;
  if (code === 'EACCES')
    return `${listen} cannot be listened on: a port below 1024 needs rights. Name a higher one`;
  if (code === 'EADDRNOTAVAIL')
    return `${listen} is no address of this machine; 0.0.0.0 stands for all of them`;
  return `${listen} cannot be listened on: ${message}`;
}
