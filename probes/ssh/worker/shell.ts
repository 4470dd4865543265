import type { Duplex } from 'node:stream';
import { hardTimer } from './hard-timer.ts';
import { type Ending, promptKind, readEnding } from './prompt.ts';
import { SshFailure } from './ssh-failure.ts';
import { decodeBytes, renderTerminal } from './terminal-text.ts';

/** More than the configuration of the largest chassis. */
const MAX_OUTPUT = 8 * 1024 * 1024;
/** How much of the end is looked at for a prompt. */
const TAIL = 2_048;
/** Questions that one command may ask before it is given up; all are answered with no. */
const MAX_ANSWERS = 8;

/** How long it has to be quiet before an ending is believed; `wake`: until a device that may wait for a key gets one. */
const QUIET_MS = { known: 15, more: 5, other: 150, renamed: 1_000, buried: 2_000, wake: 3_000 };

/** One command line of a device, kept open. Commands are run one after another. */
export interface Shell {
  /** The prompt as it was first seen, without what the terminal adds. */
  readonly prompt: string;
  /** What the device said before its first prompt. */
  readonly greeting: string;
  /** Sends one line and returns what came up to the next prompt: no echo, no paging, no control sequences. */
  run(line: string, timeoutMs: number): Promise<string>;
}

/** Waits for the first prompt of a shell that was just opened. Rejects with `SshFailure`s; the stream is spent then. */
export async function openShell(stream: Duplex, timeoutMs: number, quietMs = QUIET_MS): Promise<Shell> {
  let raw = '';
  let prompt = '';
  let waiting: { check(): void; fail(error: Error): void } | undefined;
  let ended: SshFailure | undefined;

  stream.on('data', (bytes: Buffer) => {
    raw += bytes.toString('latin1');
    if (raw.length > MAX_OUTPUT)
      end('not_understood', `more than ${MAX_OUTPUT / 2 ** 20} MiB of output, cut off`);
    waiting?.check();
  });
  stream.on('close', () => end('failed', 'the device closed the session'));
  stream.on('error', (error) => end('failed', `the session broke: ${error.message}`));

  const before = await listen('the first prompt', timeoutMs, true);
  return {
    prompt: decodeBytes(prompt.trim()),
    greeting: decodeBytes(before),
    async run(line, timeoutMs) {
      if (ended) throw ended;
      raw = '';
      stream.write(`${line}\n`);
      return decodeBytes(withoutEcho(await listen(`the answer to "${line}"`, timeoutMs, false), line));
    },
  };

  function end(state: SshFailure['state'], message: string): void {
    ended ??= new SshFailure(state, message, { isEnded: state === 'failed' });
    waiting?.fail(ended);
  }

  /** Collects until a prompt comes, pages and answers on the way. Resolves to the text without the prompt. */
  function listen(what: string, timeoutMs: number, isFirst: boolean): Promise<string> {
    return new Promise((resolve, reject) => {
      if (ended) return reject(ended);
      let answers = 0;
      /** What lies before was answered already. */
      let answeredAt = 0;
      let quiet: NodeJS.Timeout | undefined;
      let wake = isFirst ? setTimeout(() => stream.write('\n'), quietMs.wake) : undefined;
      const cancel = hardTimer(timeoutMs, () =>
        fail(
          new SshFailure(
            raw === '' ? 'silent' : 'too_slow',
            `no end of ${what} within ${timeoutMs / 1000} s`,
          ),
        ),
      );
      waiting = { check, fail };
      check();

      function check(): void {
        clearTimeout(quiet);
        const fresh = raw.slice(Math.max(answeredAt, raw.length - TAIL));
        const lastLine = renderTerminal(fresh.slice(fresh.lastIndexOf('\n') + 1));
        if (prompt !== '' && lastLine.trim() === prompt) quiet = setTimeout(done, quietMs.known);
        else {
          const ending = readEnding(lastLine);
          if (ending === 'more') quiet = setTimeout(answer, quietMs.more, ' ');
          else if (ending === 'prompt') quiet = setTimeout(learn, promptQuietMs(lastLine), lastLine.trim());
          else if (ending !== 'nothing') quiet = setTimeout(react, quietMs.other, ending);
          else if (prompt !== '') quiet = setTimeout(dig, quietMs.buried);
        }
      }

      function promptQuietMs(line: string): number {
        if (prompt === '') return quietMs.other;
        return promptKind(line) === promptKind(prompt) ? quietMs.renamed : quietMs.buried;
      }

      function learn(line: string): void {
        prompt = line;
        done();
      }

      function react(ending: Ending): void {
        if (ending === 'press') {
          answer('\n');
          return;
        }
        if (ending === 'question' && ++answers <= MAX_ANSWERS) {
          answer('n\n');
          return;
        }
        const sentence =
          ending === 'new-password'
            ? 'the device demands that the password be changed before anything else: sign in once by hand and change it'
            : ending === 'login'
              ? 'the device asks for a name or password again inside the session: give the account its full rights at once'
              : `asked more than ${MAX_ANSWERS} questions instead of answering`;
        fail(new SshFailure(ending === 'question' ? 'not_understood' : 'wrong_secret', sentence));
      }

      function answer(text: string): void {
        answeredAt = raw.length;
        stream.write(text);
      }

      /** A message of the device's own log came behind the prompt and buried it. */
      function dig(): void {
        const lines = renderTerminal(raw).split('\n');
        const at = lines.map((line) => line.trim()).lastIndexOf(prompt);
        if (at >= 0) finish(lines.slice(0, at));
      }

      function done(): void {
        finish(renderTerminal(raw).split('\n').slice(0, -1));
      }

      function finish(lines: readonly string[]): void {
        stop();
        resolve(lines.map((line) => line.trimEnd()).join('\n'));
      }

      function fail(error: Error): void {
        stop();
        reject(error);
      }

      function stop(): void {
        cancel();
        clearTimeout(quiet);
        clearTimeout(wake);
        wake = undefined;
        waiting = undefined;
      }
    });
  }
}

/** The device repeats what was typed, at times behind its prompt once more. */
function withoutEcho(text: string, line: string): string {
  const lines = text.split('\n');
  const echo = lines.slice(0, 4).findIndex((one) => one.includes(line));
  return lines.slice(echo + 1).join('\n');
}
