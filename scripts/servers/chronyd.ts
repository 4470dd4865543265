import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onFreePort } from './free-port.ts';
import { holdProcess } from './hold-process.ts';
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
  await untilItAnswers(address, port);
  return {
    address,
    port,
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
    hopelessLine: /Could not open NTP socket/,
    readyLine: (line) => /(Disabled control of system clock)/.exec(line)?.[1],
  });
}

/** It listens a little after its last word: it is asked until it answers. */
async function untilItAnswers(address: string, port: number): Promise<void> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  // A port that is still shut is an error of the socket.
  socket.on('error', () => {});
  // Version 4, mode 3: a client.
  const question = Buffer.alloc(48);
  question[0] = 0x23;
  try {
    await new Promise<void>((resolve, reject) => {
      const asking = setInterval(() => socket.send(question, port, address, () => {}), 20);
      const timer = setTimeout(() => end(() => reject(new Error('chronyd answers nothing'))), 20_000);
      const end = (then: () => void) => {
        clearInterval(asking);
        clearTimeout(timer);
        then();
      };
      socket.once('message', () => end(resolve));
    });
  } finally {
    socket.close();
  }
}
