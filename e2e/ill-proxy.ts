import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * How a server is ill: `slow` answers late, `failing` with an error, `nonsense` with a page of something else,
 * `truncated` with half of what it had to say, `hanging` takes everything and never says anything.
 */
export type Illness = 'well' | 'slow' | 'failing' | 'nonsense' | 'truncated' | 'hanging';

/** An HTTP hop that makes a server look ill. */
export interface IllProxy {
  port: number;
  /** Requests that came since the start. */
  readonly requests: number;
  become(illness: Illness): void;
  close(): Promise<void>;
}

const SLOW_MS = 700;
const PAGE = '<html><body><h1>It works!</h1></body></html>';

/** Starts a hop on a free port of loopback to a server at `url`. */
export async function startIllProxy(url: string): Promise<IllProxy> {
  let illness: Illness = 'well';
  let requests = 0;
  const server = createServer((incoming, response) => {
    requests++;
    // A server that was killed has nothing to say; neither has one whose asker has gone.
    answer(incoming, response).catch(() => response.destroy());
  });

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const now = illness;
    if (now === 'hanging') return;
    if (now === 'failing') return void response.writeHead(500).end('{"error":"engine is out of order"}');
    if (now === 'nonsense') return void response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
    if (now === 'slow') await sleep(SLOW_MS);
    const passed = await pass(url, incoming, body);
    if (now !== 'truncated') return void response.writeHead(passed.status, passed.headers).end(passed.body);
    response.writeHead(passed.status, { 'content-length': passed.body.length + 10 });
    response.write(passed.body.subarray(0, passed.body.length >> 1), () => response.destroy());
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get requests() {
      return requests;
    },
    become(next) {
      illness = next;
      // Nobody waits for what never comes, nor asks over a line of before.
      server.closeAllConnections();
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Passed {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

function pass(url: string, { method, url: path, headers }: IncomingMessage, body: Buffer): Promise<Passed> {
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(path ?? '/', url), { method, headers }, async (answer) => {
      const content = answer.headers['content-type'];
      resolve({
        status: answer.statusCode ?? 502,
        headers: content === undefined ? {} : { 'content-type': content },
        body: await buffer(answer),
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
