import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from './server-process.ts';

/** A real journal of systemd, with files in a folder of its own. */
export interface Journald {
  /** For `journalctl --directory`. */
  directory: string;
  /** Writes lines into it, as the program of that name would. */
  write(identifier: string, text: string): void;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

const PROGRAM = '/usr/lib/systemd/systemd-journald';

/** Why it cannot be started here, in words; undefined when it can. It takes `/run` for its own, so it gets one. */
export function whyNoJournald(): string | undefined {
  if (!existsSync(PROGRAM)) return 'systemd-journald is missing: apt-get install systemd';
  if (process.getuid?.() !== 0) return 'not root';
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'run', '/run'], { stdio: 'ignore' });
  } catch {
    return 'no mount namespaces here';
  }
  return undefined;
}

export async function startJournald(): Promise<Journald> {
  const directory = mkdtempSync(join(tmpdir(), 'ward-journald-'));
  const script = [
    'mount -t tmpfs run /run',
    'mkdir -p /run/systemd/journal /run/log/journal',
    `mount --bind ${directory} /run/log/journal`,
    'echo ready',
    `exec ${PROGRAM}`,
  ].join(' && ');
  const server = await startServer({
    program: 'unshare',
    args: ['--mount', 'sh', '-c', script],
    readyLine: (line) => (line === 'ready' ? line : undefined),
  });
  const inside = (args: readonly string[], input = '') =>
    execFileSync('nsenter', ['--mount', `--target=${server.pid}`, ...args], { input, stdio: 'pipe' });
  await untilItListens();
  return {
    directory,
    write: (identifier, text) => void inside(['systemd-cat', '-t', identifier], text),
    async stop() {
      await server.end('SIGTERM');
      rmSync(directory, { recursive: true, force: true });
    },
  };

  async function untilItListens(): Promise<void> {
    for (let left = 200; ; left--) {
      try {
        inside(['test', '-S', '/run/systemd/journal/stdout']);
        return;
      } catch (error) {
        if (left === 0) throw new Error('systemd-journald did not begin to listen', { cause: error });
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }
}
