/*
 * What the small servers have in common that speak the request forms of InfluxDB 2.x and 3.x, as the vendor documents
 * them, and pass what is written and asked on to a real InfluxDB 1.x. No real server of these versions is behind them.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** A server of the request forms of another version. */
export interface InfluxFront {
  url: string;
  token: string;
  /** Statements and requests that the version does not know, and why they were refused: a test expects none. */
  readonly refused: string[];
  close(): Promise<void>;
}

/** A request, read whole. */
export interface FrontRequest {
  method: string;
  path: string;
  parameters: URLSearchParams;
  authorization: string;
  body: Buffer;
}

/** What is answered; `json` is left out where the body is empty or passed on. */
export interface FrontAnswer {
  status: number;
  json?: unknown;
  body?: Buffer;
}

/** The real server behind. */
export interface RealInflux {
  write(database: string, lines: Buffer): Promise<{ status: number; text: string }>;
  query(database: string, parameters: URLSearchParams): Promise<FrontAnswer>;
  run(database: string, statement: string): Promise<void>;
}

/** Starts a server that answers as `answer` says, on a free port of loopback. */
export async function startFront(
  answer: (request: FrontRequest) => Promise<FrontAnswer>,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    void readRequest(request)
      .then(answer)
      .catch((error): FrontAnswer => ({ status: 500, json: { error: String(error) } }))
      .then(({ status, json, body }) => {
        const bytes = json === undefined ? (body ?? Buffer.alloc(0)) : Buffer.from(JSON.stringify(json));
        response
          .writeHead(status, { 'content-type': 'application/json' })
          .end(status === 204 ? undefined : bytes);
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readRequest(request: IncomingMessage): Promise<FrontRequest> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const sent = Buffer.concat(parts);
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://front');
  const isForm = request.headers['content-type'] === 'application/x-www-form-urlencoded';
  if (isForm) for (const [name, value] of new URLSearchParams(sent.toString())) searchParams.set(name, value);
  return {
    method: request.method ?? '',
    path: pathname,
    parameters: searchParams,
    authorization: request.headers.authorization ?? '',
    body: request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent,
  };
}

/** Reaches the real server. */
export function realInflux(url: string): RealInflux {
  const query = async (database: string, parameters: URLSearchParams) => {
    const asked = new URLSearchParams({ db: database });
    for (const name of ['q', 'epoch']) asked.set(name, parameters.get(name) ?? '');
    const answer = await fetch(`${url}/query`, { method: 'POST', body: asked });
    return { status: answer.status, body: Buffer.from(await answer.arrayBuffer()) };
  };
  return {
    query,
    async write(database, lines) {
      const body = new Uint8Array(lines);
      const answer = await fetch(`${url}/write?db=${database}&precision=ns`, { method: 'POST', body });
      return { status: answer.status, text: await answer.text() };
    },
    async run(database, statement) {
      const { body } = await query(database, new URLSearchParams({ q: statement }));
      const { results } = JSON.parse(body.toString()) as { results: { error?: string }[] };
      if (results[0].error) throw new Error(`${statement}: ${results[0].error}`);
    },
  };
}
