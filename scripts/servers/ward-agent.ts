import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../run-tool.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import type { Ward } from './ward.ts';

/** A real agent in a process and a folder of its own, that measures this machine. */
export interface WardAgent {
  readonly pid: number;
  readonly dataDir: string;
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface WardAgentOptions {
  interval?: string;
  /** Address of the collector when it is not reached directly, such as through a proxy that a test cuts. */
  url?: string;
  /** More arguments, such as `--config file.yaml`. */
  args?: readonly string[];
  /** The program and its arguments before the agent's own; default: the sources under this Node. */
  command?: readonly [string, ...string[]];
  /** The line of its output that says that it is ready; by default the one about its connection. */
  ready?: RegExp;
  /** Told every line of its output. */
  onLine?(line: string): void;
}

/** The environment that the shipped service unit gives it. */
const AS_INSTALLED = { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '131072' };

/** Enrols an agent at `ward` and starts it; resolves when it says that it is ready. */
export async function startWardAgent(ward: Ward, options: WardAgentOptions = {}): Promise<WardAgent> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ward-agent-'));
  const { token } = await ward.call<{ token: string }>('POST', '/api/v1/enrol-tokens', { zone: '*' });
  const [program, ...before] = options.command ?? [process.execPath, join(projectFolder, 'agent/main.ts')];
  const { ready = /connected/ } = options;
  const args = [
    ...before,
    '--collector',
    options.url ?? ward.url,
    '--token',
    token,
    '--data',
    dataDir,
    '--interval',
    options.interval ?? '1s',
    ...(options.args ?? []),
  ];
  const start = (): Promise<ServerProcess> =>
    startServer({
      program,
      args,
      env: AS_INSTALLED,
      onLine: options.onLine,
      readyLine: (line) => (ready.test(line) ? line : undefined),
    });
  let server = await start();
  return {
    get pid() {
      return server.pid;
    },
    dataDir,
    kill: () => server.end('SIGKILL'),
    async restart() {
      await server.end('SIGTERM');
      server = await start();
    },
    async stop() {
      await server.end('SIGTERM');
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
