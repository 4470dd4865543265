import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';

/** Fills this machine up to at least so many processes and sockets; undone by the returned function. */
export async function fillMachine(processes: number, sockets: number): Promise<() => void> {
  const running = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length;
  const sleepers: ChildProcess[] = [];
  for (let count = running; count < processes; count++) {
    sleepers.push(spawn('sleep', ['3600'], { stdio: 'ignore' }));
  }
  const accepted: Socket[] = [];
  const server = createServer((socket) => accepted.push(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const opened: Socket[] = [];
  for (let count = 0; count < sockets; count += 2) {
    const socket = connect(port, '127.0.0.1');
    opened.push(socket);
    await once(socket, 'connect');
  }
  return () => {
    for (const sleeper of sleepers) sleeper.kill();
    for (const socket of [...opened, ...accepted]) socket.destroy();
    server.close();
  };
}
