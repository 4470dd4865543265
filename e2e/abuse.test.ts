import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { connectRawAgent, type RawAgent, rawSchema } from './raw-agent.ts';

const MEGABYTE = 1024 ** 2;

/** One collector takes all of it, one after the other; after each an honest agent must still be heard. */
let ward: Ward;
let web: { agent: string; target: string; key: string };
let honest: RawAgent;
let frames = 0;
const halfOpen: Socket[] = [];
const startMs = Date.now();

beforeAll(async () => {
  ward = await startWard();
  web = await ward.enrol('web1');
  honest = await connectRawAgent(ward, web.key);
  await honest.sendSchema(rawSchema(web.target, 3));
});

afterAll(async () => {
  for (const socket of halfOpen) socket.destroy();
  honest?.close();
  await ward?.stop();
});

test('two thousand connections that never say anything whole keep nobody out', async () => {
  for (let wave = 0; wave < 10; wave++) {
    const opened = await Promise.all(Array.from({ length: 200 }, openSocket));
    for (const socket of opened.slice(100)) {
      socket.write('POST /api/v1/session HTTP/1.1\r\nHost: ward\r\nContent-');
    }
    halfOpen.push(...opened);
    // An answer means that the server has met all that came before: the kernel's queue is never full.
    expect((await fetch(`${ward.url}/healthz`)).status).toBe(200);
  }

  await honestFrames(10);
});

test('an agent with a wrong key is refused on both ways in, and told why', async () => {
  await expect(connectRawAgent(ward, 'not-a-key')).rejects.toThrow('refused with 401');
  const posted = await fetch(`${ward.url}/api/v1/frames`, {
    method: 'POST',
    headers: { authorization: 'Bearer not-a-key', 'ward-protocol': '1' },
    body: new Uint8Array(24),
  });

  expect(posted.status).toBe(401);
  expect(await posted.json()).toMatchObject({
    code: 'unauthorized',
    message: expect.stringContaining('key'),
  });
  await honestFrames(10);
});

test('what an agent says of a foreign target is refused by name, kept nowhere, and audited', async () => {
  const other = await ward.enrol('database1');
  const schema = rawSchema(other.target, 3);

  const answer = await honest.sendSchema(schema);
  const afterwards = await honest.sendFrames(schema, [{ timeMs: Date.now(), value: 1 }]);

  expect(answer.refused).toMatchObject([
    { code: 'foreign_target', detail: expect.stringContaining(other.target) },
  ]);
  expect(afterwards.ranges).toEqual([]);
  expect(await count(other.target)).toBe(0);
  await vi.waitFor(async () => expect(await audited()).toContain(`agent.refused agent:${web.agent}`), {
    timeout: 20_000,
  });
  await honestFrames(10);
});

test('of two cloned machines with one key the second is turned away by name, and both are reported', async () => {
  await expect(connectRawAgent(ward, web.key, 'two')).rejects.toThrow(
    /closed with 4403 another machine works under this key: one/,
  );

  const known = await ward.call<{ cloned: boolean }>('GET', `/api/v1/agents/${web.agent}`);
  expect(known.cloned).toBe(true);
  await vi.waitFor(async () => expect(await audited()).toContain(`agent.cloned agent:${web.agent}`), {
    timeout: 20_000,
  });
  await honestFrames(10);
});

test.each([
  ['a message of frames', '/api/v1/frames', 'application/octet-stream', 8],
  ['lines', '/write', 'text/plain', 32],
  ['a sign-in', '/api/v1/session', 'application/json', 1],
])(
  'a body of 100 MB as %s is refused where it goes beyond what is allowed',
  async (_name, path, type, allowedMegabytes) => {
    const announced = await post(path, { 'content-type': type, 'content-length': 100 * MEGABYTE }, MEGABYTE);
    const streamed = await post(path, { 'content-type': type }, allowedMegabytes * MEGABYTE + 1);

    expect([announced, streamed]).toEqual([413, 413]);
    await honestFrames(10);
  },
);

test('a message of 100 MB ends the connection that sent it and no other', async () => {
  const { key } = await ward.enrol('talker');
  const talker = await connectRawAgent(ward, key);

  talker.announce(100 * MEGABYTE);

  expect(await talker.closed).toMatchObject({ code: 1009 });
  await honestFrames(10);
});

test('a schema of 6,000 columns is refused with both numbers', async () => {
  const { key, target } = await ward.enrol('wide');
  const wide = await connectRawAgent(ward, key);

  const answer = await wide.sendSchema(rawSchema(target, 6_000));

  expect(answer.refused).toMatchObject([
    {
      code: 'too_many_series',
      detail: `6000 series on target ${target}, 5000 are allowed an agent there`,
    },
  ]);
  wide.close();
  await honestFrames(10);
});

test('connections that never said anything whole are cut off when their time is over', async () => {
  const open = halfOpen.filter((socket) => !socket.destroyed);

  await Promise.all(open.map((socket) => once(socket, 'close')));

  expect(open.length).toBeGreaterThan(0);
  await honestFrames(10);
});

test('after all of it every acknowledged frame is there, also over a SIGKILL', async () => {
  await vi.waitFor(async () => expect(await count(web.target)).toBe(frames), { timeout: 20_000 });

  await ward.kill();
  await ward.restart();

  await vi.waitFor(async () => expect(await count(web.target)).toBe(frames), { timeout: 20_000 });
});

async function openSocket(): Promise<Socket> {
  const { hostname, port } = new URL(ward.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  socket.resume();
  await once(socket, 'connect');
  return socket;
}

/** Sends frames as a decent agent does, and sees them acknowledged. */
async function honestFrames(howMany: number): Promise<void> {
  const made = Array.from({ length: howMany }, () => ({ timeMs: startMs + frames++, value: frames }));
  const answer = await honest.sendFrames(rawSchema(web.target, 3), made);
  const acknowledged = answer.ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  expect(acknowledged).toBe(howMany);
}

/** Frames of a target in the store. */
async function count(target: string): Promise<number> {
  const query = `metric=abuse.value&target=${target}&label.number=0&from=${startMs - 1}&to=${startMs + 1e6}`;
  const { series } = await ward.call<{ series: { timesMs: number[] }[] }>('GET', `/api/v1/query?${query}`);
  return series[0]?.timesMs.length ?? 0;
}

async function audited(): Promise<string[]> {
  const { entries } = await ward.call<{ entries: { action: string; object: string }[] }>(
    'GET',
    '/api/v1/audit',
  );
  return entries.map(({ action, object }) => `${action} ${object}`);
}

/** Begins a body of zeros and resolves with the status of the answer, which comes before its end. */
function post(path: string, headers: Record<string, string | number>, bytes: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const sending = request(ward.url + path, {
      method: 'POST',
      headers: { ...headers, authorization: `Bearer ${web.key}`, 'ward-protocol': '1' },
    });
    sending.on('response', (response) => {
      resolve(response.statusCode as number);
      sending.destroy();
    });
    sending.on('error', reject);
    sending.write(Buffer.alloc(bytes));
  });
}
