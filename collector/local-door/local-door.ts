/*
 * The door for commands on the collector's own machine, such as `npm run backup`: HTTP over a socket in the data
 * directory, which only the user of the collector may open. Who is let in needs no password: he could read every file.
 *
 *   POST /<order>  {…}  →  lines of JSON: {"progress": …} as often as there is news, then {"result": …} or {"error": "…"}
 */
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { doorPath } from './door-path.ts';

const BODY_BYTES = 65_536;
/** Connections at a time; each is one command of a person. */
const CONNECTIONS = 16;

/** Carries one order out. What it throws is told in one sentence; `signal` aborts when the asker has gone. */
export type Order = (
  body: unknown,
  say: (progress: unknown) => void,
  signal: AbortSignal,
) => Promise<unknown>;

/** An open door. */
export interface LocalDoor {
  close(): Promise<void>;
}

/** Opens the door of a data directory, which is ours by its lock. `orders` by their names. */
export async function openLocalDoor(
  dataDir: string,
  orders: Readonly<Record<string, Order>>,
): Promise<LocalDoor> {
  const path = doorPath(dataDir);
  const server = createServer((request, response) => void serve(request, response, orders));
  server.maxConnections = CONNECTIONS;
  const isFile = process.platform !== 'win32';
  // One that was left by a crash; the lock of the directory says that nobody listens there.
  if (isFile) rmSync(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
  if (isFile) chmodSync(path, 0o600);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  orders: Readonly<Record<string, Order>>,
): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const tell = (line: object): void => {
    if (!response.destroyed) response.write(`${JSON.stringify(line)}\n`);
  };
  try {
    const name = (request.url ?? '').slice(1);
    if (!Object.hasOwn(orders, name)) throw new Error(`this collector knows no order "${name}"`);
    const body = JSON.parse((await readBody(request)) || '{}');
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    tell({ result: (await orders[name](body, (progress) => tell({ progress }), gone.signal)) ?? null });
  } catch (error) {
    tell({ error: (error as Error).message });
  }
  response.end();
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += (part as Buffer).length;
    if (bytes > BODY_BYTES) throw new Error(`an order has at most ${BODY_BYTES} bytes`);
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}
