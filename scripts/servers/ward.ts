import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../run-tool.ts';
import { type ServerProcess, startServer } from './server-process.ts';

const PASSWORD = 'correct horse battery';

/** A real collector on loopback, in a process and a folder of its own. */
export interface Ward {
  /** Stays the same over restarts. */
  readonly url: string;
  readonly dataDir: string;
  /** Of the collector's process, for its CPU and memory. */
  readonly pid: number;
  readonly password: string;
  /** Asks the API as the first administrator; anything but a 2xx rejects with the answer's text. */
  call<Answer>(method: string, path: string, body?: unknown): Promise<Answer>;
  /** The bearer token of the first administrator. */
  token(): Promise<string>;
  /** Makes an agent: a one-time token, exchanged for a key. */
  enrol(hostname: string): Promise<{ agent: string; target: string; key: string }>;
  /** SIGKILL; its data stay for `restart`. */
  kill(): Promise<void>;
  /** Ends it in order; its data stay for `restart`. */
  end(): Promise<void>;
  /** Starts it again on the same address and data, after `kill` or `end`; one that runs is ended in order first. */
  restart(): Promise<void>;
  /** Ends it in order and removes its data. */
  stop(): Promise<void>;
}

export interface WardOptions {
  /** More arguments, such as `--config file.yaml`. */
  args?: readonly string[];
  /** The collector's own agent beside it; default: none. */
  withAgent?: boolean;
  env?: NodeJS.ProcessEnv;
  /** A folder that is there already and stays after `stop`; default: a new one that goes with it. */
  dataDir?: string;
  /** Told every line of its output. */
  onLine?(line: string): void;
}

/** Starts a collector on a free port; rejects with its own last words when it does not come up. */
export async function startWard(options: WardOptions = {}): Promise<Ward> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'ward-collector-'));
  let server = await start('127.0.0.1:0', dataDir, options);
  const url = server.ready;
  let bearer: Promise<string> | undefined;

  async function ask<Answer>(method: string, path: string, body: unknown, token?: string): Promise<Answer> {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return (text ? JSON.parse(text) : undefined) as Answer;
  }

  function token(): Promise<string> {
    bearer ??= ask<{ token: string }>('POST', '/api/v1/session', { name: 'admin', password: PASSWORD }).then(
      (session) => session.token,
    );
    return bearer;
  }

  async function call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    return ask<Answer>(method, path, body, await token());
  }

  return {
    url,
    dataDir,
    password: PASSWORD,
    get pid() {
      return server.pid;
    },
    call,
    token,
    async enrol(hostname) {
      const { token: once } = await call<{ token: string }>('POST', '/api/v1/enrol-tokens', { zone: '*' });
      return ask('POST', '/api/v1/enrol', { token: once, hostname, machine: hostname });
    },
    kill: () => server.end('SIGKILL'),
    end: () => server.end('SIGTERM'),
    async restart() {
      await server.end('SIGTERM');
      server = await start(new URL(url).host, dataDir, options);
    },
    async stop() {
      await server.end('SIGTERM');
      if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function start(listen: string, dataDir: string, options: WardOptions): Promise<ServerProcess> {
  return startServer({
    program: process.execPath,
    args: [
      join(projectFolder, 'collector/main.ts'),
      '--listen',
      listen,
      '--data',
      dataDir,
      ...(options.withAgent ? [] : ['--no-agent']),
      ...(options.args ?? []),
    ],
    env: { WARD_ADMIN_PASSWORD: PASSWORD, ...options.env },
    onLine: options.onLine,
    readyLine: (line) => /Ward 守望\s+(https?:\/\/\S+)/.exec(line)?.[1],
  });
}
