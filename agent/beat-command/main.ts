import { performance } from 'node:perf_hooks';
import { runBeatCommand } from './beat-command.ts';

/** `beat` as a program: ends as its command has ended, by code or by signal. */
export async function runBeat(argv: readonly string[]): Promise<void> {
  const { exitCode, signal } = await runBeatCommand(argv, {
    env: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    signals: process,
    wallMs: Date.now,
    monotonicMs: () => performance.now(),
  });
  process.exitCode = exitCode;
  if (signal === null || process.platform === 'win32') return;
  // Whoever started us learns that it was a signal. One that does not end us leaves the exit code.
  process.kill(process.pid, signal);
}
