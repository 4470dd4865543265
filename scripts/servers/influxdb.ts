import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { holdProcess } from './hold-process.ts';
import { type ServerProcess, startServer } from './server-process.ts';

/** A real InfluxDB 1.x on loopback, in a folder of its own. */
export interface Influxdb {
  /** Stays the same over restarts. */
  url: string;
  /** Ends it in order and removes its data. */
  stop(): Promise<void>;
  /** SIGKILL; its data stay for `restart`. */
  kill(): Promise<void>;
  /** Starts it again on the same address and data, after `kill`; one that runs is ended in order first. */
  restart(): Promise<void>;
  /** Where everything that it keeps lies. */
  folder: string;
  /** Kills it, throws its data away and starts it again. */
  wipe(): Promise<void>;
  /** SIGSTOP: it takes connections and answers nothing, until `resume`. */
  pause(): void;
  resume(): void;
}

/** Starts InfluxDB on a free port, its folder below `parent`; reject with its own last words when it does not come up. */
export async function startInfluxdb(parent = tmpdir()): Promise<Influxdb> {
  const folder = mkdtempSync(join(parent, 'ward-influxdb-'));
  let server = await start(folder, 0);
  const port = Number(server.ready);
  return {
    url: `http://127.0.0.1:${port}`,
    folder,
    async stop() {
      await server.end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
    kill: () => server.end('SIGKILL'),
    async restart() {
      await server.end('SIGTERM');
      server = await start(folder, port);
    },
    async wipe() {
      await server.end('SIGKILL');
      for (const part of ['meta', 'data', 'wal'])
        rmSync(join(folder, part), { recursive: true, force: true });
      server = await start(folder, port);
    },
    pause: () => holdProcess(server.pid),
    resume: () => void process.kill(server.pid, 'SIGCONT'),
  };
}

function start(folder: string, port: number): Promise<ServerProcess> {
  const file = join(folder, 'influxdb.conf');
  writeFileSync(file, configuration(folder, port));
  return startServer({
    program: 'influxd',
    args: ['-config', file],
    env: { HOME: folder },
    readyLine: (line) => /Listening on HTTP.*addr=127\.0\.0\.1:(\d+)/.exec(line)?.[1],
  });
}

/** Port 0 lets the kernel choose one; the log tells which. Nothing is reported to anybody. */
function configuration(folder: string, port: number): string {
  return `
reporting-disabled = true
bind-address = "127.0.0.1:0"
[meta]
  dir = "${folder}/meta"
  logging-enabled = false
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
  index-version = "tsi1"
  query-log-enabled = false
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:${port}"
  log-enabled = false
[continuous_queries]
  enabled = false
[logging]
  format = "logfmt"
  level = "info"
`;
}
