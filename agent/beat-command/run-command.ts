import { type ChildProcess, spawn } from 'node:child_process';
import type { OutputTail } from './output-tail.ts';

/** How a command ended. */
export interface Ended {
  /** What a shell would call it: 128 and the number of the signal, 127 not found, 126 not to be started. */
  exitCode: number;
  signal: NodeJS.Signals | null;
  /** Why it could not be started, or that its time was over; else empty. */
  problem: string;
}

export interface RunOptions {
  command: string;
  args: readonly string[];
  tail: OutputTail;
  /** It is ended after this long; 0: never. */
  timeoutMs: number;
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream;
  /** Signals that are passed on to it. */
  signals: SignalSource;
}

/** The part of `process` that tells of signals. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  removeListener(signal: NodeJS.Signals, listener: () => void): unknown;
}

/** From the wish to end to the end by force. */
const KILL_AFTER_MS = 10_000;
/** Something that it left behind may hold its output open; it is not waited for. */
const LAST_OUTPUT_MS = 2_000;
/** At a terminal the command gets the interrupt key itself. */
const PASSED_ON: readonly NodeJS.Signals[] = process.stdin.isTTY
  ? ['SIGTERM', 'SIGHUP']
  : ['SIGTERM', 'SIGHUP', 'SIGINT'];
const SIGNAL_NUMBERS: Partial<Record<NodeJS.Signals, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGTERM: 15,
};

/** Runs it with its output passed through and its end kept. Never rejects. */
export function runCommand(options: RunOptions): Promise<Ended> {
  const { command, args, tail, timeoutMs, stdout, stderr, signals } = options;
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['inherit', 'pipe', 'pipe'], windowsHide: true });
    let problem = '';
    const timers: NodeJS.Timeout[] = [];
    if (timeoutMs > 0) {
      timers.push(
        setTimeout(() => {
          problem = `it was ended after ${timeoutMs / 1_000} s, as --timeout says`;
          end(child, timers);
        }, timeoutMs),
      );
    }
    const passed = PASSED_ON.map((signal): [NodeJS.Signals, () => void] => [
      signal,
      () => void child.kill(signal),
    ]);
    for (const [signal, listener] of passed) signals.on(signal, listener);
    for (const [from, to] of [
      [child.stdout, stdout],
      [child.stderr, stderr],
    ] as const) {
      from?.on('data', (chunk: Buffer) => tail.add(chunk));
      from?.pipe(to, { end: false });
    }

    const settle = (ended: Ended): void => {
      for (const timer of timers) clearTimeout(timer);
      for (const [signal, listener] of passed) signals.removeListener(signal, listener);
      resolve(ended);
    };
    child.once('error', (error: NodeJS.ErrnoException) => {
      const why = `${command} could not be started: ${error.message}`;
      settle({ exitCode: error.code === 'ENOENT' ? 127 : 126, signal: null, problem: why });
    });
    child.once('exit', (code, signal) => {
      const exitCode = code ?? 128 + ((signal && SIGNAL_NUMBERS[signal]) ?? 0);
      const done = (): void => settle({ exitCode, signal, problem });
      child.once('close', done);
      timers.push(setTimeout(done, LAST_OUTPUT_MS));
    });
  });
}

function end(child: ChildProcess, timers: NodeJS.Timeout[]): void {
  child.kill('SIGTERM');
  timers.push(setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS));
}
