import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { type BoundedLog, openBoundedLog } from './bounded-log.ts';

const LOG_BYTES = 1024 * 1024;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** An agent that ran for this long was well: what ended it is new, and the next one starts soon. */
const WELL_AFTER_MS = 60_000;
const STOP_MS = 8_000;

export interface LocalAgentOptions {
  /** The agent's `main.ts`. */
  program: string;
  collectorUrl: string;
  /** Its own folder: key, outbox, log, and `agent.yaml` with settings where a person put one. */
  folder: string;
  intervalMs: number;
  /** The certificate that this collector shows; undefined without TLS. */
  certificateFile: string | undefined;
  /** Makes a one-time token; asked for only while the folder holds no key. */
  token(): Promise<string>;
  log: Logger;
  firstWaitMs?: number;
}

/** The agent of the collector's own machine. */
export interface LocalAgent {
  /** Undefined while it is not running. */
  readonly pid: number | undefined;
  /** Ends it, and keeps it from coming back. May be called twice. */
  stop(): Promise<void>;
}

/** Starts the agent beside the collector, a process of its own, and again with growing pauses whenever it ends. */
export function startLocalAgent(options: LocalAgentOptions): LocalAgent {
  const { folder, log, firstWaitMs = FIRST_WAIT_MS } = options;
  const logFile = join(folder, 'agent.log');
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let waitMs = firstWaitMs;
  let isStopping = false;
  let running = start();

  return {
    get pid() {
      return child?.pid;
    },
    async stop() {
      isStopping = true;
      clearTimeout(timer);
      child?.kill('SIGTERM');
      const kill = setTimeout(() => child?.kill('SIGKILL'), STOP_MS);
      await running;
      clearTimeout(kill);
    },
  };

  /** Resolves when it has ended. */
  async function start(): Promise<void> {
    const startedMs = performance.now();
    const why = await runOnce().catch((error: Error) => error.message);
    if (isStopping) return;
    waitMs = performance.now() - startedMs > WELL_AFTER_MS ? firstWaitMs : waitMs;
    log.warn({ why, againInMs: waitMs, see: logFile }, 'the agent beside the collector has ended');
    timer = setTimeout(() => {
      running = start();
    }, waitMs);
    waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
  }

  /** Why it has ended, in words. */
  async function runOnce(): Promise<string> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const tokenFile = await writeToken();
    if (isStopping) return 'stopped';
    const lines = openBoundedLog(logFile, LOG_BYTES);
    try {
      return await runChild(lines, tokenFile);
    } finally {
      lines.close();
      if (tokenFile) await rm(tokenFile, { force: true });
    }
  }

  function runChild(lines: BoundedLog, tokenFile: string | undefined): Promise<string> {
    return new Promise((resolve) => {
      let complaint = '';
      // In a group of its own, so that Ctrl-C on the terminal reaches the collector alone, which stops it in order.
      child = fork(options.program, args(tokenFile), {
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        detached: true,
      });
      child.stdout?.on('data', (bytes: Buffer) => lines.write(bytes));
      child.stderr?.on('data', (bytes: Buffer) => {
        lines.write(bytes);
        complaint ||= bytes.toString().split('\n')[0] as string;
      });
      child.on('error', (error) => resolve(error.message));
      child.on('close', (code, signal) => {
        child = undefined;
        resolve(complaint || (signal ?? `exit code ${code}`));
      });
    });
  }

  function args(tokenFile: string | undefined): string[] {
    const settings = join(folder, 'agent.yaml');
    return [
      ...['--collector', options.collectorUrl, '--data', folder, '--interval', `${options.intervalMs}ms`],
      ...(tokenFile ? ['--token-file', tokenFile] : []),
      ...(options.certificateFile ? ['--pin', options.certificateFile] : []),
      ...(existsSync(settings) ? ['--config', settings] : []),
      // Devices that name no zone are those of this agent, unless its own file gives it another one.
      ...(namesZone(settings) ? [] : ['--zone', 'default']),
    ];
  }

  /** In a file rather than an argument: arguments are seen by everybody on the machine. */
  async function writeToken(): Promise<string | undefined> {
    if (existsSync(join(folder, 'identity.json'))) return undefined;
    const file = join(folder, 'token');
    await writeFile(file, await options.token(), { mode: 0o600 });
    return file;
  }
}

function namesZone(settings: string): boolean {
  try {
    return /^zone:/m.test(readFileSync(settings, 'utf8'));
  } catch {
    return false;
  }
}
