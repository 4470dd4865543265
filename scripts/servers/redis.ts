import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onFreePort } from './free-port.ts';
import { holdProcess } from './hold-process.ts';
import { type ServerProcess, startServer } from './server-process.ts';

/** A real Redis on loopback, in a folder of its own. */
export interface Redis {
  address: '127.0.0.1';
  /** Stays the same over restarts. */
  port: number;
  folder: string;
  /** What the server logged, line by line. */
  log: string[];
  /** Ends it and starts it again on the same port and data, with other lines of configuration if given. */
  restart(lines?: readonly string[]): Promise<void>;
  /** SIGSTOP: it takes connections and answers nothing, until `resume`. */
  pause(): void;
  resume(): void;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

export interface RedisOptions {
  /** Further lines of redis.conf, such as `requirepass secret`. */
  lines?: readonly string[];
  /** It watches other servers and keeps no data. */
  isSentinel?: boolean;
}

/** Starts it on a free port; rejects with its own last words when it does not come up. */
export async function startRedis(options: RedisOptions = {}): Promise<Redis> {
  const folder = mkdtempSync(join(tmpdir(), 'ward-redis-'));
  const log: string[] = [];
  const started = await onFreePort(
    (port) => start(folder, port, options, log),
    /Address already in use|Failed listening/,
  );
  const { port } = started;
  let { server } = started;
  return {
    address: '127.0.0.1',
    port,
    folder,
    log,
    async restart(lines = options.lines) {
      await server.end('SIGTERM');
      server = await start(folder, port, { ...options, ...(lines && { lines }) }, log);
    },
    pause: () => holdProcess(server.pid),
    resume: () => void process.kill(server.pid, 'SIGCONT'),
    async stop() {
      await server.end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function start(
  folder: string,
  port: number,
  { lines = [], isSentinel = false }: RedisOptions,
  log: string[],
): Promise<ServerProcess> {
  const file = join(folder, 'redis.conf');
  const ofData = isSentinel ? [] : ['save ""', 'appendonly no'];
  const own = ['bind 127.0.0.1', `port ${port}`, `dir ${folder}`, ...ofData];
  writeFileSync(file, [...own, ...lines, ''].join('\n'));
  return startServer({
    program: 'redis-server',
    args: isSentinel ? [file, '--sentinel'] : [file],
    readyLine: (line) => /(Ready to accept connections|Sentinel ID is)/.exec(line)?.[1],
    onLine: (line) => log.push(line),
  });
}
