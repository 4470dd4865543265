import { Socket } from 'node:net';
import { ProbeError } from '../probe-error.ts';

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
  return new Promise((resolve, reject) => {
    const socket = new Socket();
    const done = (error?: Error): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.removeListener('error', done);
      // Whoever goes on with it learns of its end by `close`.
      socket.on('error', () => {});
      if (error === undefined) {
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(signal.aborted ? error : connectError(error, port));
    };
    const onAbort = (): void => done(new Error('stopped'));
    const timer = setTimeout(
      () => done(new ProbeError('silent', `port ${port} gave no answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort);
    socket.once('error', done);
    socket.connect({ host: address, port }, () => done());
  });
}

const NO_WAY = ['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'ETIMEDOUT'];
const SHUT = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE'];

/** What the system said about a connection that did not come about, in a word that people understand. */
function connectError(cause: Error, port: number): ProbeError {
  if (cause instanceof ProbeError) return cause;
  const { code = '' } = cause as NodeJS.ErrnoException;
  if (SHUT.includes(code)) {
    return new ProbeError('refused', `port ${port} is shut (${code}): nothing listens there`, { cause });
  }
  if (NO_WAY.includes(code))
    return new ProbeError('silent', `there is no way to port ${port} (${code})`, { cause });
  return new ProbeError('failed', `port ${port} cannot be asked: ${cause.message}`, { cause });
}
