import { type ChildProcess, spawn } from 'node:child_process';
import { findProgram } from '../find-program.ts';

/** How to start a server in the foreground. */
export interface ServerCommand {
  program: string;
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
  /** Finds the sign of readiness in one line of its output, and returns what it tells (a port, an address). */
  readyLine(line: string): string | undefined;
  /** A line after which it never becomes ready, though it lives on. */
  hopelessLine?: RegExp;
  /** Told every line of its output, for as long as it lives. */
  onLine?(line: string): void;
  /** A server that is not ready by then is killed, and its last words are the error. */
  timeoutMs?: number;
}

/** A server that is ready. */
export interface ServerProcess {
  pid: number;
  /** What `readyLine` found. */
  ready: string;
  /** Ends it with a signal and waits until it is gone; one that ignores SIGTERM for 10 s is killed. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

const keptLines = 40;
/** Long: others start beside it on two busy cores, and who waits in vain waits once. */
const patienceMs = 90_000;
const endPatienceMs = 10_000;

/** Starts a real server for a test. It dies with the test's process, however that one ends. */
export async function startServer(command: ServerCommand): Promise<ServerProcess> {
  const { program, args, env, timeoutMs = patienceMs } = command;
  const [file, ...before] = tiedToUs(program);
  const child = spawn(file!, [...before, ...args], {
    // English words, whatever the language of the machine: signs of readiness are found in them.
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const killWithUs = () => child.kill('SIGKILL');
  process.on('exit', killWithUs);
  child.on('close', () => process.off('exit', killWithUs));

  const ready = await waitUntilReady(child, command, timeoutMs);
  return { pid: child.pid!, ready, end: (signal) => end(child, signal) };
}

/** Linux kills it with its parent even when that one is killed outright; `setpriv` asks for that. */
function tiedToUs(program: string): string[] {
  const path = findProgram(program) ?? program;
  const setpriv = findProgram('setpriv');
  return setpriv ? [setpriv, '--pdeathsig', 'KILL', path] : [path];
}

function waitUntilReady(
  child: ChildProcess,
  { program, readyLine, hopelessLine, onLine }: ServerCommand,
  timeoutMs: number,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const lastLines: string[] = [];
    const fail = (what: string) => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new Error(`${program} ${what}. Its last words:\n${lastLines.join('\n')}`));
    };
    const timer = setTimeout(() => fail(`was not ready after ${timeoutMs} ms`), timeoutMs);
    child.on('error', (error) => fail(`cannot be started: ${error.message}`));
    child.on('close', (code) => fail(`ended with exit code ${code}`));

    // The output is read to the end of its life: a full pipe would block it.
    for (const stream of [child.stdout!, child.stderr!]) {
      onLines(stream, (line) => {
        onLine?.(line);
        lastLines.push(line);
        if (lastLines.length > keptLines) lastLines.shift();
        if (hopelessLine?.test(line)) return fail('gave up');
        const found = readyLine(line);
        if (found === undefined) return;
        clearTimeout(timer);
        resolve(found);
      });
    }
  });
}

function onLines(stream: NodeJS.ReadableStream, take: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of lines) take(line);
  });
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), endPatienceMs);
    child.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill(signal);
  });
}
