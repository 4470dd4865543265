import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { NotAdmitted } from './peers.ts';

/** What is answered in place of what was asked for; the words are those of a collector. */
export interface Refusal {
  status: number;
  code: string;
  message: string;
  headers?: Readonly<Record<string, string>>;
}

/** How long to stay away, in seconds, when it is not the agent's own fault. */
const RETRY_AFTER_S = 10;

const REFUSALS: Readonly<Record<NotAdmitted, Refusal>> = {
  unauthorized: {
    status: 401,
    code: 'unauthorized',
    message: 'this needs the key of an agent that was not withdrawn',
  },
  unavailable: unavailable('this relay does not know the key, and reaches no collector that does'),
  full: unavailable('this relay passes on as many agents as it may'),
};

export function refusalOf(why: NotAdmitted): Refusal {
  return REFUSALS[why];
}

/** Nothing was taken, and trying again helps. */
export function unavailable(message: string): Refusal {
  return { status: 503, code: 'unavailable', message, headers: { 'retry-after': String(RETRY_AFTER_S) } };
}

export function refuse(response: ServerResponse, { status, code, message, headers }: Refusal): void {
  const body = JSON.stringify({ code, message, details: {} });
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}

/** Answers an upgrade like a request, and ends the connection. */
export function refuseUpgrade(stream: Duplex, { status, code, message, headers }: Refusal): void {
  const body = JSON.stringify({ code, message, details: {} });
  const lines = Object.entries({
    ...headers,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  // Who does not close its own side is not waited for.
  stream.once('finish', () => stream.destroy());
  stream.end(`HTTP/1.1 ${status} ${code}\r\n${lines.join('')}\r\n${body}`);
}
