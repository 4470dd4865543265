import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer as createHttpServer, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { ProbeState } from '#protocol/probe-state.ts';

/** Something that listens on loopback and does what no server should. */
export interface UnrulyServer {
  port: number;
  close(): void;
}

/** How it is asked, and what must be said about it. */
export interface UnrulyCase {
  name: string;
  probe: string;
  settings: Record<string, unknown>;
  state: ProbeState;
  says: RegExp;
}

const MB = 1024 * 1024;
const PAGE = Buffer.alloc(64 * 1024, '<p>Never the end</p>\n');
const FIGURES = Buffer.alloc(64 * 1024, 'nothing_new_total{of="this"} 1\n');
/** A gigabyte of nothing, sixteen megabytes at a time. */
const PACKED = gzipSync(Buffer.alloc(16 * MB));
const PACKED_TIMES = 64;

type Answer = (response: ServerResponse, path: string) => void;

const ANSWERS: Record<string, Answer> = {
  '/endless': (response) => pour(response, PAGE),
  '/drip': (response) => {
    const timer = setInterval(() => response.write('.'), 50);
    response.on('close', () => clearInterval(timer));
  },
  '/circle': (response, path) => response.writeHead(302, { location: path }).end(),
  '/further': (response, path) => response.writeHead(302, { location: `${path}x` }).end(),
  '/elsewhere': (response) => response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end(),
  '/bomb': (response) => {
    response.setHeader('content-encoding', 'gzip');
    pour(response, PACKED, PACKED_TIMES);
  },
  '/metrics': (response) => pour(response, FIGURES),
};

const http = { scheme: 'http', timeout: '1s' };

/** What a web server can do to whoever asks it. */
export const WEB_CASES: readonly UnrulyCase[] = [
  {
    name: 'a page without end',
    probe: 'http',
    settings: { ...http, path: '/endless' },
    state: 'wrong_answer',
    says: /longer than 4194304 bytes \(max_size\)/,
  },
  {
    name: 'a page that drips',
    probe: 'http',
    settings: { ...http, path: '/drip' },
    state: 'too_slow',
    says: /not all of it came within 1 s/,
  },
  {
    name: 'a page that redirects in a circle',
    probe: 'http',
    settings: { ...http, path: '/circle' },
    state: 'wrong_answer',
    says: /redirects in a circle/,
  },
  {
    name: 'a page that redirects further and further',
    probe: 'http',
    settings: { ...http, path: '/further' },
    state: 'wrong_answer',
    says: /more than 5 redirects/,
  },
  {
    name: 'a page that redirects to where nobody may ask',
    probe: 'http',
    settings: { ...http, path: '/elsewhere' },
    state: 'misconfigured',
    says: /169\.254\.169\.254.*bounds/,
  },
  {
    name: 'a gigabyte that came packed',
    probe: 'http',
    settings: { ...http, path: '/bomb' },
    state: 'wrong_answer',
    says: /longer than 4194304 bytes \(max_size\)/,
  },
];

/** Serves what the cases ask for, and an exporter at `/metrics` that never ends. */
export async function startUnrulyWeb(): Promise<UnrulyServer> {
  const server = createHttpServer((request, response) => {
    const path = request.url ?? '/';
    const known = Object.keys(ANSWERS).find((one) => path.startsWith(one));
    response.on('error', () => {});
    if (known) ANSWERS[known]?.(response, path);
    else response.end('<h1>healthy</h1>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as { port: number }).port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Takes every connection and says nothing, whatever it is told. */
export async function startMute(): Promise<UnrulyServer> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)));
    socket.resume();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as { port: number }).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** A name server that answers with the right number and then with nonsense. */
export async function startBabblingNames(): Promise<UnrulyServer> {
  const socket = createSocket('udp4');
  socket.on('message', (question, { address, port }) => {
    socket.send(Buffer.concat([question.subarray(0, 2), randomBytes(200)]), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { port: socket.address().port, close: () => socket.close() };
}

/** Writes the same as fast as it is taken, so many times. */
function pour(response: ServerResponse, chunk: Buffer, times = Number.POSITIVE_INFINITY): void {
  let left = times;
  const go = () => {
    while (!response.destroyed && left > 0) {
      left--;
      if (!response.write(chunk)) return;
    }
    response.end();
  };
  response.on('drain', go);
  go();
}
