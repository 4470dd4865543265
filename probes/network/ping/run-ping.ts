import { spawn } from 'node:child_process';
import { ProbeError } from '../../probe-error.ts';
import type { PingCommand } from './command.ts';

/** What it printed, both on its output and on its errors. */
export interface PingPrinted {
  output: string;
  errors: string;
  /** It had to be ended: of its time, or of what it printed. */
  isCut: boolean;
}

/** Twenty packets take two kilobytes. */
const MOST_BYTES = 65_536;

/** Runs it once. Rejects when it cannot be started, and when nobody waits any more. */
export function runPing({ file, args, patienceMs }: PingCommand, signal: AbortSignal): Promise<PingPrinted> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      // Numbers with a point, words that are known.
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const printed = { output: '', errors: '' };
    let isCut = false;
    const cut = (): void => {
      isCut = true;
      child.kill('SIGKILL');
    };
    if (signal.aborted) cut();
    const timer = setTimeout(cut, patienceMs);
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cut);
    };
    signal.addEventListener('abort', cut);
    for (const [stream, name] of [
      [child.stdout, 'output'],
      [child.stderr, 'errors'],
    ] as const) {
      stream.setEncoding('latin1').on('data', (text: string) => {
        printed[name] += text;
        if (printed[name].length > MOST_BYTES) cut();
      });
    }
    child.once('error', (cause) => {
      settle();
      reject(cannotStart(cause, file));
    });
    child.once('close', () => {
      settle();
      if (signal.aborted) reject(signal.reason);
      else resolve({ ...printed, isCut });
    });
  });
}

function cannotStart(cause: Error, file: string): ProbeError {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT') {
    const message = `there is no program ${file} on the agent’s machine: install it (Debian: iputils-ping, CentOS: iputils)`;
    return new ProbeError('misconfigured', message, { cause });
  }
  return new ProbeError('failed', `${file} cannot be started: ${cause.message}`, { cause });
}
