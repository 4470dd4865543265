import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../../scripts/find-program.ts';
import { type ServerProcess, startServer } from '../../scripts/servers/server-process.ts';
import { signalAll, treeOf } from '../process-tree.ts';
import type { BenchOptions } from '../row.ts';

/** A program that does what a part of ours does, started beside it. */
export interface Peer {
  /** Name and version, as the table prints it. */
  name: string;
  /** Another one after a restart. */
  readonly pid: number;
  /** Address of its HTTP interface; empty when it has none. */
  url: string;
  folder: string;
  /** Starts it again on the same data, with other arguments when they are given. */
  restart(args?: PeerCommand['args']): Promise<void>;
  stop(): Promise<void>;
}

/** How to start a peer in a folder of its own. */
export interface PeerCommand {
  program: string;
  /** Package whose version the table prints. */
  debianPackage: string;
  args(folder: string): readonly string[];
  env?: NodeJS.ProcessEnv;
  readyLine(line: string): string | undefined;
  url?: string;
}

/** Starts a peer; rejects with its own last words. */
export async function startPeer(command: PeerCommand): Promise<Peer> {
  const folder = mkdtempSync(join(tmpdir(), `ward-${command.program}-`));
  const start = (args: PeerCommand['args']): Promise<ServerProcess> =>
    startServer({
      program: command.program,
      args: args(folder),
      env: command.env,
      readyLine: command.readyLine,
    });
  let server = await start(command.args);
  return {
    name: `${command.program} ${versionOf(command.debianPackage)}`,
    get pid() {
      return server.pid;
    },
    url: command.url ?? '',
    folder,
    async restart(args = command.args) {
      await server.end('SIGTERM');
      server = await start(args);
    },
    async stop() {
      const [, ...workers] = treeOf(server.pid);
      const ended = server.end('SIGTERM');
      // Those that outlive it hold its output open, and its end would never come.
      signalAll(workers, 'SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts those of the peers whose programs are on this machine, and names the others. */
export async function startPresent<Started>(
  starters: Readonly<Record<string, () => Promise<Started>>>,
  say: BenchOptions['say'],
): Promise<Started[]> {
  const started: Started[] = [];
  for (const [program, start] of Object.entries(starters)) {
    if (findProgram(program)) started.push(await start());
    else say(`${program} is not on this machine: left out`);
  }
  return started;
}

/** A free port of loopback, for programs that cannot choose one themselves. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** The upstream version of an installed package. */
export function versionOf(debianPackage: string): string {
  const { stdout } = spawnSync('dpkg-query', ['-W', debianPackage], { encoding: 'utf8' });
  const [, version = ''] = stdout.split('\t');
  return (
    version
      .trim()
      .replace(/^\d+:/, '')
      .replace(/[-+~].*$/, '') || 'of unknown version'
  );
}
