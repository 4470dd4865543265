import type { Socket } from 'node:net';
import { ProbeError } from '../../probe-error.ts';
import { dial } from '../dial.ts';
import { holds } from './text.ts';

/** What is asked of one port. */
export interface PortQuestion {
  address: string;
  port: number;
  send: string | undefined;
  expect: string | undefined;
  timeoutMs: number;
  signal: AbortSignal;
}

/** How it went; `seconds` is NaN when it did not. */
export interface PortAnswer {
  port: number;
  result: 'success' | 'timeout' | 'connection_failed' | 'read_failed' | 'string_mismatch';
  seconds: number;
  elapsedMs: number;
  /** Empty when it went well. */
  why: string;
}

/** What stands further behind is no answer to what was asked. */
const ANSWER_BYTES = 4_096;
const SHOWN_LETTERS = 80;

/** Asks one port once. Rejects only when it shall stop. */
export async function askPort(question: PortQuestion): Promise<PortAnswer> {
  const { port, send, expect, timeoutMs, signal } = question;
  const startedMs = performance.now();
  const elapsedMs = (): number => performance.now() - startedMs;
  const failed = (result: PortAnswer['result'], why: string): PortAnswer => ({
    port,
    result,
    seconds: Number.NaN,
    elapsedMs: elapsedMs(),
    why,
  });
  let socket: Socket;
  try {
    socket = await dial(question);
  } catch (error) {
    if (!(error instanceof ProbeError)) throw error;
    return failed(error.state === 'silent' ? 'timeout' : 'connection_failed', error.message);
  }
  try {
    const connectedMs = elapsedMs();
    if (send !== undefined) socket.write(send, 'latin1');
    if (expect === undefined) return done(connectedMs);
    const { text, end } = await listen(socket, expect, timeoutMs - connectedMs, signal);
    if (holds(text, expect)) return done(elapsedMs());
    if (text !== '')
      return failed('string_mismatch', `port ${port} answers ${shown(text)}, expected is "${expect}"`);
    if (end === 'closed')
      return failed('read_failed', `port ${port} connects and hangs up without an answer`);
    return failed('timeout', `port ${port} connects and gives no answer within ${timeoutMs} ms`);
  } finally {
    socket.destroy();
  }

  function done(ms: number): PortAnswer {
    return { port, result: 'success', seconds: ms / 1_000, elapsedMs: ms, why: '' };
  }
}

/** Reads until it holds what is expected, until its end, until the time is over or until it is too much. */
function listen(
  socket: Socket,
  expect: string,
  leftMs: number,
  signal: AbortSignal,
): Promise<{ text: string; end: 'enough' | 'closed' | 'late' }> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const textSoFar = (): string => Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString('utf8');
    const finish = (end: 'enough' | 'closed' | 'late'): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      resolve({ text: textSoFar(), end });
    };
    const onAbort = (): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(signal.reason);
    };
    const timer = setTimeout(() => finish('late'), Math.max(1, leftMs));
    signal.addEventListener('abort', onAbort, { once: true });
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes < ANSWER_BYTES && !holds(textSoFar(), expect)) return;
      // What goes on talking is not listened to any more.
      socket.destroy();
      finish('enough');
    });
    socket.once('close', () => finish('closed'));
  });
}

/** The beginning of what somebody else said, on one line. */
function shown(text: string): string {
  const cut = text.length > SHOWN_LETTERS ? '…' : '';
  return JSON.stringify(text.slice(0, SHOWN_LETTERS)) + cut;
}
