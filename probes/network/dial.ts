import type { Socket } from 'node:net';
import { within } from '../deadline.ts';
import { ProbeError } from '../probe-error.ts';
import { connectTcp } from '../web/connect.ts';

/** Where to, and for how long to try. */
export interface DialOptions {
  /** An address that was judged; names are not looked up here. */
  address: string;
  port: number;
  timeoutMs: number;
  signal: AbortSignal;
}

/** Connects; rejects with a `ProbeError` that tells a shut door from nobody there. */
export function dial({ address, port, timeoutMs, signal }: DialOptions): Promise<Socket> {
  const late = `port ${port} gave no answer`;
  return within({ timeoutMs, signal, late }, (stop) =>
    connectTcp({ address, port }, stop, (error) => connectError(error, port)),
  );
}

const NO_WAY = ['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'ETIMEDOUT'];
const SHUT = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE'];

/** What the system said about a connection that did not come about, in a word that people understand. */
function connectError(cause: NodeJS.ErrnoException, port: number): ProbeError {
  const { code = '' } = cause;
  if (SHUT.includes(code)) {
    return new ProbeError('refused', `port ${port} is shut (${code}): nothing listens there`, { cause });
  }
  if (NO_WAY.includes(code))
    return new ProbeError('silent', `there is no way to port ${port} (${code})`, { cause });
  return new ProbeError('failed', `port ${port} cannot be asked: ${cause.message}`, { cause });
}
