import type { Socket } from 'node:net';
import { dial } from '../../network/dial.ts';
import { ProbeError } from '../../probe-error.ts';

/** Where memcached is, and for how long to wait for it. */
export interface MemcachedAddress {
  address: string;
  port: number;
  timeoutMs: number;
}

/** `stats` has some hundred lines. */
const MAX_BYTES = 131_072;

/**
 * One connection of memcached's text protocol. `ask` sends a command and resolves with the lines of its answer, up to
 * and without the line that `isLast` knows; it rejects with a `ProbeError`.
 */
export async function openMemcached(where: MemcachedAddress, signal: AbortSignal) {
  const { timeoutMs } = where;
  const socket = await dial({ ...where, signal });
  return {
    ask: (command: string, isLast: (line: string) => boolean) =>
      answerTo(socket, command, isLast, timeoutMs, signal),
    close: () => socket.destroy(),
  };
}

function answerTo(
  socket: Socket,
  command: string,
  isLast: (line: string) => boolean,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    let rest = '';
    let bytes = 0;
    const onData = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_BYTES) return fail('not_understood', `its answer is longer than ${MAX_BYTES} bytes`);
      const parts = (rest + chunk.toString('latin1')).split('\n');
      rest = parts.pop() ?? '';
      for (const part of parts) {
        const line = part.replace(/\r$/, '');
        const refusal = refusalIn(line);
        if (refusal) return done(() => reject(refusal));
        if (isLast(line)) return done(() => resolve(lines));
        lines.push(line);
      }
      // Something else that has no lines is not waited for.
      if (lines.length === 0 && rest.length > 2_048)
        fail('wrong_answer', 'it speaks, and not as memcached does');
    };
    const onClose = () => {
      const refusal = refusalIn(rest.trim());
      done(() => reject(refusal ?? new ProbeError('silent', 'it closed the connection without an answer')));
    };
    const onAbort = () => done(() => reject(signal.reason));
    const timer = setTimeout(
      () => fail('silent', `takes the connection, and no answer within ${timeoutMs} ms`),
      timeoutMs,
    );
    socket.on('data', onData).once('close', onClose);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) return onAbort();
    if (socket.destroyed) return onClose();
    socket.write(`${command}\r\n`);

    function fail(state: 'silent' | 'not_understood' | 'wrong_answer', sentence: string): void {
      done(() => reject(new ProbeError(state, sentence)));
    }

    function done(settle: () => void): void {
      clearTimeout(timer);
      socket.off('data', onData).off('close', onClose);
      signal.removeEventListener('abort', onAbort);
      settle();
    }
  });
}

/** What memcached says when it will not. */
function refusalIn(line: string): ProbeError | undefined {
  if (/Too many open connections/i.test(line))
    return new ProbeError('full', 'memcached has as many connections as it takes (-c)');
  if (/^CLIENT_ERROR (?:unauthenticated|authentication)/i.test(line))
    return new ProbeError(
      'wrong_secret',
      'memcached wants a user and a password of its file (-Y), and these are not accepted',
    );
  if (/^(?:ERROR|CLIENT_ERROR|SERVER_ERROR)\b/.test(line))
    return new ProbeError('unsupported', `memcached answers ${JSON.stringify(line.slice(0, 100))}`);
  if (/^(?:HTTP\/|<|220 |SSH-|-ERR|\+OK)/.test(line))
    return new ProbeError(
      'wrong_answer',
      `this is not memcached: it answers ${JSON.stringify(line.slice(0, 60))}`,
    );
  return undefined;
}
