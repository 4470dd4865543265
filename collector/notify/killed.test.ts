import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { firing, type TellingWorld, tellingWorld } from './test-telling-world.ts';

const PROGRAM = fileURLToPath(new URL('test-telling-child.ts', import.meta.url));

let world: TellingWorld;
let children: ChildProcess[];
beforeEach(async () => {
  world = await tellingWorld();
  world.clock.nowMs = Date.now();
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await world.close();
});

/** Starts a program that tells; what it says of faults is shown with the test. */
function start(): ChildProcess {
  const child = spawn(
    process.execPath,
    [PROGRAM, JSON.stringify(world.ledger.address), world.ledger.directory],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  children.push(child);
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

test('a program that is killed between sending and recording repeats that one call, marked and counted', async () => {
  await world.channel('ops', { isDefault: true });
  await world.channel('other', { isDefault: true });
  // The message has arrived; nobody is told that it has.
  const arrived = new Promise<void>((resolve) => {
    world.answer = (path: string, response: ServerResponse) => {
      if (path === 'ops') resolve();
      else response.writeHead(200).end();
    };
  });
  const alert = firing('web1');
  await world.happens(alert);
  const first = start();
  await arrived;
  await expect.poll(() => world.outcomes(alert)).toContain('fired other delivered');
  await kill(first);

  world.answer = (_path, response) => response.writeHead(200).end();
  start();
  await expect.poll(() => world.outcomes(alert)).toEqual(['fired ops delivered', 'fired other delivered']);

  const sent = world.received.map(({ path, attempt }) => `${path} ${attempt}`);
  expect(sent.sort()).toEqual(['ops 0', 'ops 1', 'other 0']);
  expect(new Set(world.received.filter(({ path }) => path === 'ops').map(({ call }) => call)).size).toBe(1);
  const calls = await world.calls.last(10);
  expect(calls.map(({ channel, repeats }) => [channel, repeats]).sort()).toEqual([
    ['ops', 1],
    ['other', 0],
  ]);
});

test('a program that is killed while it gathers a storm tells all of it once', async () => {
  await world.phone('ops', { isDefault: true });
  const alerts = Array.from({ length: 1_500 }, (_, index) => firing(`web${index}`));
  await world.happens(...alerts);
  const first = start();
  await expect.poll(async () => (await world.calls.last(1)).length, { interval: 1 }).toBe(1);
  await kill(first);
  start();

  const rest = "SELECT number FROM tellings WHERE state = 'waiting'";
  await expect.poll(async () => (await world.ledger.sql.all(rest)).length).toBe(0);
  await expect
    .poll(async () => (await world.calls.last(10)).map(({ state }) => state))
    .toEqual(['delivered']);
  expect(await world.counts()).toContainEqual(['ops', 1_500]);
  const [call] = await world.calls.last(1);
  expect(world.received.length).toBeLessThanOrEqual(1 + call.repeats);
});
