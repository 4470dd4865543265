import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { onFreePort } from './free-port.ts';
import { holdProcess } from './hold-process.ts';
import { type ServerProcess, startServer } from './server-process.ts';

/** A real PostgreSQL on loopback, with data of its own. */
export interface Postgres {
  address: '127.0.0.1';
  /** Stays the same over restarts. */
  port: number;
  /** Its data, as `PGDATA`. */
  data: string;
  /** Of the superuser `postgres`. */
  password: string;
  /** What the server logged, line by line. */
  log: string[];
  /** Runs statements as the superuser, several behind semicolons too, and gives the rows of the last. */
  run(sql: string, where?: Where): Promise<Record<string, unknown>[]>;
  /** A connection for what has to stay open; ended with the server. */
  connect(where?: Where): Promise<PostgresConnection>;
  /** Another server that copies from this one by streaming. */
  replica(): Promise<Postgres>;
  /** Puts lines before those that let anybody in, and makes the server read them. */
  letIn(...lines: readonly string[]): Promise<void>;
  restart(): Promise<void>;
  /** Ends it at once, without a word to whoever is connected and without a checkpoint; until `restart`. */
  crash(): Promise<void>;
  /** SIGSTOP for the server and all of its sessions: it hears and answers nothing, until `resume`. */
  pause(): void;
  resume(): void;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

export interface Where {
  database?: string;
  user?: string;
  password?: string;
}

/** What a test needs of a connection. */
export interface PostgresConnection {
  query(sql: string): Promise<{ rows: Record<string, unknown>[] }>;
  end(): Promise<void>;
}

export interface PostgresOptions {
  /** Further lines of its configuration, such as `max_connections = 10`. */
  lines?: readonly string[];
  /** Certificate and key for TLS, PEM. */
  tls?: { certificate: string; key: string };
}

const PASSWORD = 'not a real password: 9c2e';
const PROGRAMS = '/usr/lib/postgresql/15/bin';

/** Why such a server cannot be started here, in words; undefined when it can. */
export function whyNoPostgres(): string | undefined {
  if (!existsSync(join(PROGRAMS, 'postgres'))) return 'postgres is missing: apt-get install postgresql-15';
  if (process.getuid?.() === 0 && account() === undefined)
    return 'postgres refuses root, and there is no other account';
  return undefined;
}

/** Makes a cluster and starts it on a free port; rejects with its own last words when it does not come up. */
export async function startPostgres({ lines = [], tls }: PostgresOptions = {}): Promise<Postgres> {
  const data = newFolder();
  const secret = join(data, 'secret');
  writeFileSync(secret, PASSWORD);
  own(secret);
  const cluster = join(data, 'data');
  runTool('initdb', [
    '-D',
    cluster,
    '-U',
    'postgres',
    '-A',
    'scram-sha-256',
    '--pwfile',
    secret,
    '-N',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
  ]);
  if (tls) {
    for (const [name, text] of [
      ['server.crt', tls.certificate],
      ['server.key', tls.key],
    ] as const) {
      writeFileSync(join(cluster, name), text, { mode: 0o600 });
      own(join(cluster, name));
    }
  }
  writeFileSync(join(cluster, 'postgresql.auto.conf'), settings([...lines, ...(tls ? ['ssl = on'] : [])]));
  own(join(cluster, 'postgresql.auto.conf'));
  allowReplication(cluster);
  return await up(data);
}

/** Little memory, and nothing that is to be kept. */
function settings(lines: readonly string[]): string {
  return [
    "listen_addresses = '127.0.0.1'",
    "unix_socket_directories = ''",
    'fsync = off',
    'synchronous_commit = off',
    'full_page_writes = off',
    'shared_buffers = 8MB',
    'max_connections = 20',
    'max_wal_size = 64MB',
    'min_wal_size = 32MB',
    'wal_keep_size = 32MB',
    'max_wal_senders = 4',
    'max_replication_slots = 4',
    'autovacuum = off',
    'log_min_messages = warning',
    'logging_collector = off',
    ...lines,
    '',
  ].join('\n');
}

function allowReplication(cluster: string): void {
  const file = join(cluster, 'pg_hba.conf');
  writeFileSync(
    file,
    `host all all 127.0.0.1/32 scram-sha-256\nhost replication all 127.0.0.1/32 scram-sha-256\n`,
  );
  own(file);
}

async function up(folder: string): Promise<Postgres> {
  const cluster = join(folder, 'data');
  const log: string[] = [];
  const open = new Set<PostgresConnection>();
  const { port, server: first } = await onFreePort(
    (free) => start(cluster, free, log),
    /Address already in use|could not bind/,
  );
  let server = first;

  const connect = async ({ database = 'postgres', user = 'postgres', password = PASSWORD }: Where = {}) => {
    const { default: pg } = await import('pg');
    const client = new pg.Client({ host: '127.0.0.1', port, user, password, database, ssl: false });
    client.on('error', () => {});
    await client.connect();
    open.add(client);
    return client;
  };
  const run = async (sql: string, where: Where = {}) => {
    const client = await connect(where);
    try {
      const result: unknown = await client.query(sql);
      const last = (Array.isArray(result) ? result.at(-1) : result) as { rows: Record<string, unknown>[] };
      return last.rows;
    } finally {
      open.delete(client);
      await client.end();
    }
  };
  /** `fast`: it waits for nobody who is still connected. */
  const end = async () => {
    resume(server.pid);
    if (existsSync(`/proc/${server.pid}`)) process.kill(server.pid, 'SIGINT');
    await server.end('SIGTERM');
  };
  return {
    address: '127.0.0.1',
    port,
    data: cluster,
    password: PASSWORD,
    log,
    run,
    connect,
    async replica() {
      const other = newFolder();
      const from = `host=127.0.0.1 port=${port} user=postgres password='${PASSWORD}' application_name=replica`;
      runTool('pg_basebackup', ['-D', join(other, 'data'), '-R', '-X', 'stream', '-c', 'fast', '-d', from]);
      return await up(other);
    },
    async letIn(...lines) {
      const file = join(cluster, 'pg_hba.conf');
      writeFileSync(file, `${lines.join('\n')}\n${readFileSync(file, 'utf8')}`);
      await run('SELECT pg_reload_conf()');
    },
    async restart() {
      await end();
      server = await start(cluster, port, log);
    },
    async crash() {
      process.kill(server.pid, 'SIGQUIT');
      await server.end('SIGTERM');
    },
    pause: () => signalAll(server.pid, 'SIGSTOP'),
    resume: () => resume(server.pid),
    async stop() {
      for (const client of open) client.end().catch(() => {});
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function start(cluster: string, port: number, log: string[]): Promise<ServerProcess> {
  const [program = '', ...before] = asAccount(join(PROGRAMS, 'postgres'));
  return startServer({
    program,
    args: [...before, '-D', cluster, '-p', String(port)],
    env: { LC_ALL: 'C.UTF-8', PGDATA: '' },
    readyLine: (line) => /database system is (ready to accept (?:read-only )?connections)/.exec(line)?.[1],
    onLine: (line) => log.push(line),
  });
}

/** The server, and each of its sessions, which are processes of their own. */
function signalAll(pid: number, signal: 'SIGSTOP' | 'SIGCONT'): void {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .map(Number)
    .filter(Boolean);
  for (const each of [pid, ...children]) {
    try {
      if (signal === 'SIGSTOP') holdProcess(each);
      else process.kill(each, signal);
    } catch {
      // It ended by itself.
    }
  }
}

function resume(pid: number): void {
  if (existsSync(`/proc/${pid}`)) signalAll(pid, 'SIGCONT');
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ward-postgres-'));
  own(folder);
  chmodSync(folder, 0o700);
  return folder;
}

/** PostgreSQL refuses to run as root: the account that Debian's package makes, else the one that owns nothing. */
function account(): { uid: number; gid: number } | undefined {
  for (const name of ['postgres', 'nobody']) {
    const line = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((each) => each.startsWith(`${name}:`));
    const [, , uid, gid] = line?.split(':') ?? [];
    if (uid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}

/** Gives a file to the account under which the server runs. */
export function own(path: string): void {
  const to = userInfo().uid === 0 ? account() : undefined;
  if (to) chownSync(path, to.uid, to.gid);
}

function asAccount(program: string): string[] {
  const to = userInfo().uid === 0 ? account() : undefined;
  if (to === undefined) return [program];
  // The order to die with us is given anew: changing the account takes it away.
  return [
    'setpriv',
    `--reuid=${to.uid}`,
    `--regid=${to.gid}`,
    '--clear-groups',
    '--pdeathsig',
    'KILL',
    program,
  ];
}

function runTool(name: string, args: readonly string[]): void {
  const [program = '', ...before] = asAccount(join(PROGRAMS, name));
  execFileSync(program, [...before, ...args], {
    stdio: 'pipe',
    cwd: tmpdir(),
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
}
