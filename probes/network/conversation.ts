import type { Socket } from 'node:net';
import { ProbeError } from '../probe-error.ts';

/** Lines to and fro over one connection. */
export interface Conversation {
  say(line: string): void;
  /** The next line, without its end. Rejects with a `ProbeError` when none comes. */
  hear(): Promise<string>;
  /** Stops listening, so that somebody else may: false when more was said already. */
  handOver(): boolean;
}

/** Longer ones are no line of any protocol that speaks in lines. */
const LINE_BYTES = 4_096;

/** Begins to listen; nothing is kept beyond one line too long. */
export function converse(
  socket: Socket,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Conversation {
  let heard = '';
  let isClosed = false;
  let wake = (): void => {};
  const onData = (chunk: Buffer): void => {
    heard += chunk.toString('latin1');
    // Whoever talks on and on is not listened to until the next line is wanted.
    if (heard.length > LINE_BYTES) socket.pause();
    wake();
  };
  const onClose = (): void => {
    isClosed = true;
    wake();
  };
  socket.on('data', onData).once('close', onClose);
  return {
    say(line) {
      socket.write(`${line}\r\n`);
    },
    async hear() {
      const untilMs = performance.now() + timeoutMs;
      for (;;) {
        const end = heard.indexOf('\n');
        if (end >= 0) {
          const line = heard.slice(0, end).replace(/\r$/, '');
          heard = heard.slice(end + 1);
          if (heard.length <= LINE_BYTES) socket.resume();
          return Buffer.from(line, 'latin1').toString('utf8');
        }
        if (heard.length > LINE_BYTES)
          throw new ProbeError('not_understood', 'says something without end, and no line');
        if (signal.aborted) throw signal.reason;
        if (isClosed) throw new ProbeError('refused', `hangs up${heard ? ' in the middle of a line' : ''}`);
        const leftMs = untilMs - performance.now();
        if (leftMs <= 0) throw new ProbeError('silent', `says nothing for ${timeoutMs} ms`);
        await waitFor(leftMs);
      }
    },
    handOver() {
      socket.off('data', onData).off('close', onClose);
      socket.pause();
      return heard === '';
    },
  };

  function waitFor(leftMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        wake = () => {};
        resolve();
      };
      const timer = setTimeout(done, leftMs);
      signal.addEventListener('abort', done);
      wake = done;
    });
  }
}
