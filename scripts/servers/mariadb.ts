import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Connection } from 'mysql2/promise';
import { findProgram } from '../find-program.ts';
import { onFreePort } from './free-port.ts';
import { holdProcess } from './hold-process.ts';
import { type ServerProcess, startServer } from './server-process.ts';

/** A real MariaDB on loopback, with data of its own. Its `root` has no password. */
export interface Mariadb {
  address: '127.0.0.1';
  /** Stays the same over restarts. */
  port: number;
  /** Where its data lie. */
  folder: string;
  /** What the server logged, line by line. */
  log: string[];
  /** Runs statements as root, one after the other, and gives the rows of the last. */
  run(...statements: readonly string[]): Promise<Record<string, unknown>[]>;
  /** A connection for what has to stay open, such as a transaction; as root unless another is named. */
  connect(user?: string, password?: string): Promise<Connection>;
  /** Makes it a replica of the other, from the first of its changes, and waits for nothing. */
  follow(primary: Mariadb): Promise<void>;
  /** Ends it and starts it again on the same port and data. */
  restart(): Promise<void>;
  /** SIGSTOP: it takes connections and answers nothing, until `resume`. */
  pause(): void;
  resume(): void;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

export interface MariadbOptions {
  /** Further options, such as `--read-only`. */
  options?: readonly string[];
}

/** Nothing is to be kept, and little memory used. */
const smallest = [
  '--no-defaults',
  '--skip-name-resolve',
  '--innodb-buffer-pool-size=8M',
  '--innodb-log-file-size=2M',
  '--innodb-flush-method=nosync',
  '--innodb-flush-log-at-trx-commit=0',
  '--key-buffer-size=64K',
  '--aria-pagecache-buffer-size=256K',
  '--max-connections=20',
  '--table-open-cache=100',
];

/** Only the owner of its files may start it, and root only when it is told so. */
const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];

let lastServerId = 0;

/** Starts it on a free port; rejects with its own last words when it does not come up. */
export async function startMariadb({ options = [] }: MariadbOptions = {}): Promise<Mariadb> {
  const folder = mkdtempSync(join(tmpdir(), 'ward-mariadb-'));
  // A server that starts removes the temporary tables of whoever shares the folder with it.
  mkdirSync(join(folder, 'tmp'));
  const ofInnodb = options.filter((option) => option.startsWith('--innodb'));
  await makeData(folder, ofInnodb);
  const log: string[] = [];
  const all = [...smallest, ...asRoot, `--server-id=${++lastServerId}`, '--log-bin=binlog', ...options];
  const started = await onFreePort((port) => start(folder, port, all, log), /Address already in use/i);
  const { port } = started;
  let { server } = started;

  const connect = async (user = 'root', password = '') => {
    const { createConnection } = await import('mysql2/promise');
    return createConnection({ host: '127.0.0.1', port, user, password, multipleStatements: false });
  };
  const run = async (...statements: readonly string[]) => {
    const connection = await connect();
    try {
      let rows: unknown = [];
      for (const sql of statements) [rows] = await connection.query(sql);
      return rows as Record<string, unknown>[];
    } finally {
      await connection.end();
    }
  };
  return {
    address: '127.0.0.1',
    port,
    folder,
    log,
    run,
    connect,
    async follow(primary) {
      await primary.run(
        "CREATE USER IF NOT EXISTS replicator@'%' IDENTIFIED BY 'replicator'",
        "GRANT REPLICATION SLAVE ON *.* TO replicator@'%'",
      );
      await run(
        `CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=${primary.port}, MASTER_USER='replicator',
           MASTER_PASSWORD='replicator', MASTER_USE_GTID=slave_pos, MASTER_CONNECT_RETRY=1`,
        'START SLAVE',
      );
    },
    async restart() {
      await server.end('SIGTERM');
      server = await start(folder, port, all, log);
    },
    pause: () => holdProcess(server.pid),
    resume: () => void process.kill(server.pid, 'SIGCONT'),
    async stop() {
      process.kill(server.pid, 'SIGCONT');
      await server.end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Half a second; no template is kept, so that each test begins with nothing. */
async function makeData(folder: string, ofInnodb: readonly string[]): Promise<void> {
  const args = [
    ...smallest.filter((option) => !/max-connections|table-open/.test(option)),
    ...asRoot,
    ...ofInnodb,
    `--datadir=${join(folder, 'data')}`,
    `--tmpdir=${join(folder, 'tmp')}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
  ];
  await promisify(execFile)(findProgram('mariadb-install-db') ?? 'mariadb-install-db', args);
}

function start(
  folder: string,
  port: number,
  options: readonly string[],
  log: string[],
): Promise<ServerProcess> {
  return startServer({
    program: 'mariadbd',
    args: [
      ...options,
      `--datadir=${join(folder, 'data')}`,
      `--tmpdir=${join(folder, 'tmp')}`,
      `--socket=${join(folder, 'socket')}`,
      `--pid-file=${join(folder, 'pid')}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
    ],
    readyLine: (line) => /(ready for connections)/.exec(line)?.[1],
    onLine: (line) => log.push(line),
  });
}
