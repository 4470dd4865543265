import { performance } from 'node:perf_hooks';
import { probeTypes } from '#probes/probe-types.ts';
import { runCheckCommand } from './check-command.ts';
import { readSecret } from './read-secret.ts';

/** `check` as a program: what it prints goes to the standard output. Resolves with the exit code. */
export function runCheck(argv: readonly string[]): Promise<number> {
  const stopped = new AbortController();
  process.once('SIGINT', () => stopped.abort(new Error('stopped')));
  return runCheckCommand(argv, {
    types: probeTypes,
    probeOptions: { procPath: '/proc', sysPath: '/sys', now: Date.now },
    monotonicMs: () => Math.round(performance.now()),
    print: (text) => process.stdout.write(`${text}\n`),
    readSecret,
    signal: stopped.signal,
  });
}
