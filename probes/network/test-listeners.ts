import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { ProbeOptions, Reading } from '../probe.ts';

/** What the program passes; with a real clock. */
export const options: ProbeOptions = { procPath: '/proc', sysPath: '/sys', now: Date.now };
export const never = new AbortController().signal;

const closers: (() => unknown)[] = [];

/** Has something closed behind the test that runs, the last one first. */
export function closeBehind(close: () => unknown): void {
  if (closers.length === 0) onTestFinished(closeAll);
  closers.push(close);
}

/** Closes it already. */
export async function closeLast(): Promise<void> {
  await closers.pop()?.();
}

async function closeAll(): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}

/** Something that listens on TCP and does as it is told with what comes. */
export async function listener(onSocket: (socket: Socket) => void, host = '127.0.0.1'): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)));
    onSocket(socket);
  }).listen(0, host);
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject));
  closeBehind(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as { port: number }).port;
}

/** A port on which nobody listens. */
export async function shutPort(): Promise<number> {
  const port = await listener(() => {});
  await closeLast();
  return port;
}

/** A port of a program that hangs and has more callers than it takes: the kernel answers no more of them. */
export async function fullPort(): Promise<number> {
  const program = `
    const server = require('node:net').createServer();
    server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port));`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  closeBehind(() => child.kill('SIGKILL'));
  const port = await new Promise<number>((resolve) =>
    child.stdout.once('data', (text) => resolve(Number(text))),
  );
  child.kill('SIGSTOP');
  await until(() => readFileSync(`/proc/${child.pid}/stat`, 'utf8').includes(') T '));
  for (let callers = 0; callers < 4; callers++) {
    const caller = connect(port, '127.0.0.1').on('error', () => {});
    closeBehind(() => caller.destroy());
    // The last ones are never let in.
    if (callers < 2) await new Promise((resolve) => caller.once('connect', resolve));
  }
  return port;
}

async function until(is: () => boolean): Promise<void> {
  while (!is()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Values by metric and labels, such as `net_response.result_code 22`. */
export function figures(readings: readonly Reading[] = []): Record<string, number> {
  return Object.fromEntries(
    readings.map(({ column, value }) => [[column.metric, ...Object.values(column.labels)].join(' '), value]),
  );
}

/** What a probe rejects with. */
export async function failure(
  collected: Promise<unknown>,
): Promise<Error & { state?: string; measurements?: { readings: Reading[] } }> {
  try {
    await collected;
  } catch (error) {
    return error as Error;
  }
  throw new Error('did not fail');
}
