import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { holdProcess } from './hold-process.ts';
import { startServer } from './server-process.ts';
import { whyUnavailable } from './unavailable.ts';

const shell = (script: string) => ({
  program: 'sh',
  args: ['-c', script],
  readyLine: (line: string) => /^ready (.+)/.exec(line)?.[1],
});

test('a server is ready when it says so, and gone when ended', async () => {
  const server = await startServer(shell('echo starting; echo ready 7; exec sleep 60'));

  expect(server.ready).toBe('7');
  await server.end('SIGTERM');
  expect(() => process.kill(server.pid, 0)).toThrow('ESRCH');
  await server.end('SIGTERM');
});

test('a server that ends at once is an error with its last words', async () => {
  await expect(startServer(shell('echo the disk is full >&2; exit 3'))).rejects.toThrow(
    /sh ended with exit code 3[\s\S]*the disk is full/,
  );
});

test('a server that never gets ready is given up', async () => {
  const command = { ...shell('echo still loading; exec sleep 60'), timeoutMs: 200 };

  await expect(startServer(command)).rejects.toThrow(/not ready after 200 ms[\s\S]*still loading/);
});

test('a server that says that it cannot is not waited for', async () => {
  const command = { ...shell('echo cannot listen; exec sleep 60'), hopelessLine: /cannot listen/ };

  await expect(startServer(command)).rejects.toThrow(/sh gave up[\s\S]*cannot listen/);
});

test('a server that is held does nothing more', async () => {
  let said = 0;
  const busy = shell('echo ready 7; while :; do echo busy; done');
  const server = await startServer({ ...busy, onLine: () => said++ });

  holdProcess(server.pid);
  expect(readFileSync(`/proc/${server.pid}/stat`, 'utf8')).toMatch(/\) T /);
  await server.end('SIGKILL');
  expect(said).toBeGreaterThan(0);
});

test('a missing program names the Debian package that brings it', () => {
  const packages = [{ name: 'snmpd', program: 'no-such-snmpd', purpose: 'test' as const, why: 'devices' }];

  expect(whyUnavailable('sh')).toBeUndefined();
  expect(whyUnavailable('no-such-snmpd', packages)).toBe('no-such-snmpd is missing: apt-get install snmpd');
  expect(whyUnavailable('no-such-server')).toBe('no-such-server is not on this machine');
});
