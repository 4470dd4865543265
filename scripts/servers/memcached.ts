import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onFreePort } from './free-port.ts';
import { holdProcess } from './hold-process.ts';
import { startServer } from './server-process.ts';

/** A real memcached on loopback. */
export interface Memcached {
  address: '127.0.0.1';
  port: number;
  /** SIGSTOP: it takes connections and answers nothing, until `resume`. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

export interface MemcachedOptions {
  /** Lines of its file of accounts, `user:password`. */
  accounts?: readonly string[];
  connections?: number;
}

/** Starts it on a free port; rejects with its own last words. */
export async function startMemcached({
  accounts,
  connections = 64,
}: MemcachedOptions = {}): Promise<Memcached> {
  const folder = mkdtempSync(join(tmpdir(), 'ward-memcached-'));
  const file = join(folder, 'accounts');
  if (accounts) writeFileSync(file, `${accounts.join('\n')}\n`);
  const started = await onFreePort(
    (port) =>
      startServer({
        program: 'memcached',
        args: [
          ...['-u', 'root', '-l', '127.0.0.1', '-p', String(port), '-m', '8', '-t', '1', '-vv'],
          ...['-c', String(connections)],
          ...(accounts ? ['-Y', file] : []),
        ],
        readyLine: (line) => (/server listening/.test(line) ? 'ready' : undefined),
      }),
    /failed to listen|Address already in use/,
  );
  const { pid, end } = started.server;
  return {
    address: '127.0.0.1',
    port: started.port,
    pause: () => holdProcess(pid),
    resume: () => void process.kill(pid, 'SIGCONT'),
    async stop() {
      process.kill(pid, 'SIGCONT');
      await end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
