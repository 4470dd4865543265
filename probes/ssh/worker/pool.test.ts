import type { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { startSshDevice } from '../../../simulator/ssh/ssh-device.ts';
import type { OpenRequest } from './messages.ts';
import { createPool, type Pool, takePool } from './pool.ts';
import { startThread } from './start-thread.ts';

const running = new AbortController().signal;
let pool: Pool;
let workers: Worker[] = [];
afterEach(async () => {
  await pool.close();
  workers = [];
});

function poolOf(cores: number): Pool {
  pool = createPool({
    cores,
    async start(share) {
      const worker = await startThread(share);
      workers.push(worker);
      return worker;
    },
  });
  return pool;
}

function request(port: number): OpenRequest {
  return {
    address: '127.0.0.1',
    port,
    user: 'u',
    password: 'p',
    privateKey: undefined,
    passphrase: undefined,
    signIn: undefined,
    profile: 'modern',
    hostKeys: [],
    hostKeyType: undefined,
    timeoutMs: 5_000,
  };
}

describe('the threads for SSH', () => {
  it('are started when one is asked for, one for few sessions, and one more for slow key exchanges', async () => {
    const { threadFor } = poolOf(8);
    expect(workers).toHaveLength(0);
    const [first, second, slow] = await Promise.all([
      threadFor('modern'),
      threadFor('legacy'),
      threadFor('exchange'),
    ]);

    expect(second).toBe(first);
    expect(slow).not.toBe(first);
    expect(workers).toHaveLength(2);
  });

  it('one that died is replaced; what it was asked fails with a sentence', async () => {
    const device = await startSshDevice({
      platform: 'vrp',
      user: 'u',
      password: 'p',
      quirks: { halfOpen: 'command' },
    });
    const { threadFor } = poolOf(2);
    const thread = await threadFor('modern');
    const session = await thread.open(request(device.port), running);
    await session.shell(5_000, running);
    const asked = session.run('vrp', 'version', 60_000, running);
    await expect.poll(() => device.commandsSeen).toEqual(['display version']);
    await workers[0]?.terminate();

    await expect(asked).rejects.toMatchObject({ state: 'failed', isEnded: true });
    expect(session.isOver).toBe(true);
    const next = await threadFor('modern');
    expect(next).not.toBe(thread);
    device.quirks.halfOpen = 'no';
    const again = await next.open(request(device.port), running);
    await again.shell(5_000, running);
    expect((await again.run('vrp', 'version', 5_000, running)).text).toContain('VRP');
    await device.close();
  });

  it('send only what stands in a list, whatever name they are asked for', async () => {
    const device = await startSshDevice({ platform: 'comware', user: 'u', password: 'p' });
    const thread = await poolOf(2).threadFor('modern');
    for (const name of ['display version', 'constructor', '__proto__', 'reboot']) {
      const session = await thread.open(request(device.port), running);
      await session.shell(5_000, running);
      await expect(session.run('comware', name, 5_000, running)).rejects.toMatchObject({
        state: 'misconfigured',
        message: `comware has no command ${name}`,
      });
    }

    expect(device.commandsSeen).toEqual([]);
    await device.close();
  });

  it('are shared by all probes of the program, and end with the last', async () => {
    const first = takePool();
    const second = takePool();
    expect(second.pool).toBe(first.pool);
    pool = first.pool;
    const thread = await first.pool.threadFor('modern');
    await first.giveBack();
    await first.giveBack();
    expect(thread.isOver).toBe(false);
    await second.giveBack();
    expect(thread.isOver).toBe(true);
    const third = takePool();
    expect(third.pool).not.toBe(first.pool);
    await third.giveBack();
  });
});
