import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServerProcess, startServer } from '../../scripts/servers/server-process.ts';

/** A program that does what a part of ours does, started beside it. */
export interface Peer {
  /** Name and version, as the table prints it. */
  name: string;
  pid: number;
  /** Address of its HTTP interface; empty when it has none. */
  url: string;
  folder: string;
  stop(): Promise<void>;
}

/** How to start a peer in a folder of its own. */
export interface PeerCommand {
  program: string;
  /** Package whose version the table prints. */
  debianPackage: string;
  args(folder: string): readonly string[];
  readyLine(line: string): string | undefined;
  url?: string;
}

/** Starts a peer; rejects with its own last words. */
export async function startPeer(command: PeerCommand): Promise<Peer> {
  const folder = mkdtempSync(join(tmpdir(), `ward-${command.program}-`));
  const server: ServerProcess = await startServer({
    program: command.program,
    args: command.args(folder),
    readyLine: command.readyLine,
  });
  return {
    name: `${command.program} ${versionOf(command.debianPackage)}`,
    pid: server.pid,
    url: command.url ?? '',
    folder,
    async stop() {
      await server.end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A free port of loopback, for programs that cannot choose one themselves. */
export async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

function versionOf(debianPackage: string): string {
  const { stdout } = spawnSync('dpkg-query', ['-W', debianPackage], { encoding: 'utf8' });
  const [, version = ''] = stdout.split('\t');
  return (
    version
      .trim()
      .replace(/^\d+:/, '')
      .replace(/[-+~].*$/, '') || 'of unknown version'
  );
}
