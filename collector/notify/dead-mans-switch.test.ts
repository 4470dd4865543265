import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startDeadMansSwitch } from './dead-mans-switch.ts';

let server: Server;
let beatsSeen: number;
let status: number;
beforeEach(async () => {
  beatsSeen = 0;
  status = 200;
  server = createServer((_request, response) => {
    beatsSeen++;
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function start(isWell: () => boolean) {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/beat`;
  return startDeadMansSwitch({ url, everyMs: 10, timeoutMs: 1_000, isWell, nowMs: () => 42 });
}

test('beats while all is well, and goes silent when it is not', async () => {
  let isWell = true;
  const dms = start(() => isWell);
  await vi.waitUntil(() => beatsSeen >= 3, { timeout: 20_000 });

  isWell = false;
  await vi.waitUntil(() => dms.beats.withheld >= 2, { timeout: 20_000 });
  const seen = beatsSeen;
  await vi.waitUntil(() => dms.beats.withheld >= 5, { timeout: 20_000 });
  await dms.close();

  expect(beatsSeen).toBe(seen);
  expect(dms.beats).toMatchObject({ lastMs: 42, failed: 0, error: '' });
});

test('counts and names beats that are not taken', async () => {
  status = 500;
  const dms = start(() => true);

  await vi.waitUntil(() => dms.beats.failed >= 1, { timeout: 20_000 });
  await dms.close();

  expect(dms.beats).toMatchObject({ lastMs: null, error: 'answered 500' });
});
