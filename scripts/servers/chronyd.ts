import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onFreePort } from './free-port.ts';
import { type ServerProcess, startServer } from './server-process.ts';

/** A real time server on loopback, which leaves this machine's clock alone. */
export interface Chronyd {
  address: string;
  port: number;
  /** SIGSTOP: it answers nothing, until `resume`. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

/** Starts it on a free port, with further lines of chrony.conf such as `local stratum 5`; without that it follows nobody. */
export async function startChronyd(lines: readonly string[] = [], address = '127.0.0.1'): Promise<Chronyd> {
  const folder = mkdtempSync(join(tmpdir(), 'ward-chronyd-'));
  const { port, server } = await onFreePort(
    (free) => start(folder, address, free, lines),
    /Could not open NTP socket/,
  );
  return {
    address,
    port,
    pause: () => void process.kill(server.pid, 'SIGSTOP'),
    resume: () => void process.kill(server.pid, 'SIGCONT'),
    async stop() {
      await server.end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function start(
  folder: string,
  address: string,
  port: number,
  lines: readonly string[],
): Promise<ServerProcess> {
  const file = join(folder, 'chrony.conf');
  const own = [
    `port ${port}`,
    `bindaddress ${address}`,
    'allow all',
    'cmdport 0',
    'bindcmdaddress /',
    `pidfile ${folder}/pid`,
  ];
  writeFileSync(file, [...own, ...lines, ''].join('\n'));
  const user = process.getuid?.() === 0 ? ['-u', 'root'] : ['-U'];
  return startServer({
    program: 'chronyd',
    // -x: the clock of this machine is not touched.
    args: ['-d', '-x', '-F', '0', ...user, '-f', file],
    readyLine: (line) => /(Disabled control of system clock)/.exec(line)?.[1],
  });
}
