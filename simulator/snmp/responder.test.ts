import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { describeWith } from '#scripts/servers/unavailable.ts';
import type { SimulatedDevice } from './device.ts';
import { ObjectTable, type SimulatedObject } from './object-table.ts';
import type { Quirks } from './quirks.ts';
import { type Responder, startResponder } from './responder.ts';
import { afterRestart } from './restart.ts';
import { netSnmp, openTestClient, openTestReceiver, type TestClient, type Varbind } from './test-client.ts';

const system = '1.3.6.1.2.1.1';
const column = '1.3.6.1.2.1.2.2.1.10';
const types = netSnmp.ObjectType;

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

describe('a simulated device', () => {
  test('tells each kind of value as it is', async () => {
    const device = await start([
      { oid: `${system}.1.0`, type: 'octets', value: '交换机' },
      { oid: `${system}.2.0`, type: 'oid', value: '1.3.6.1.4.1.25506.1.4294967295' },
      { oid: `${system}.3.0`, type: 'ticks', value: 4_294_967_295 },
      { oid: `${system}.7.0`, type: 'integer', value: -2_147_483_648 },
      { oid: '1.3.6.1.9.1', type: 'ip', value: '10.1.2.255' },
      { oid: '1.3.6.1.9.2', type: 'counter64', value: 18_446_744_073_709_551_615n },
      { oid: '1.3.6.1.9.3', type: 'opaque', value: 0.25 },
      { oid: '1.3.6.1.9.4', type: 'octets', value: Buffer.alloc(300, 7) },
      { oid: '1.3.6.1.9.5', type: 'gauge32', value: 128 },
    ]);
    const client = open(device);

    const answers = await client.get(
      ...[1, 2, 3, 7].map((each) => `${system}.${each}.0`),
      ...[1, 2, 3, 4, 5].map((each) => `1.3.6.1.9.${each}`),
    );

    expect(answers.map(({ type, value }) => [type, readable(value)])).toEqual([
      [types.OctetString, readable(Buffer.from('交换机'))],
      [types.OID, '1.3.6.1.4.1.25506.1.4294967295'],
      [types.TimeTicks, 4_294_967_295],
      [types.Integer, -2_147_483_648],
      [types.IpAddress, '10.1.2.255'],
      [types.Counter64, readable(Buffer.from([0, ...Buffer.alloc(8, 255)]))],
      [types.Opaque, readable(Buffer.from('9f78043e800000', 'hex'))],
      [types.OctetString, readable(Buffer.alloc(300, 7))],
      [types.Gauge, 128],
    ]);
  });

  test('is walked in the order of numbers, however many bytes they take', async () => {
    const ends = [1, 127, 128, 16_383, 16_384, 2_097_152, 4_294_967_295];
    const device = await start(counters(ends).reverse());

    const walked = await open(device).walk(column);

    expect(walked.map(({ oid }) => oid)).toEqual(ends.map((end) => `${column}.${end}`));
  });

  test('says what it does not have', async () => {
    const device = await start(counters([1, 2]));
    const client = open(device);

    const [instance, object, end] = [
      ...(await client.get(`${column}.9`, '1.3.6.1.4.1.9.1.0')),
      ...(await client.getNext(`${column}.2`)),
    ];

    expect(instance!.type).toBe(types.NoSuchInstance);
    expect(object!.type).toBe(types.NoSuchObject);
    expect(end!.type).toBe(types.EndOfMibView);
  });

  test('answers GETBULK row by row', async () => {
    const device = await start([...counters([1, 2, 3]), { oid: `${system}.3.0`, type: 'ticks', value: 5 }]);

    const [once, repeated] = await open(device).getBulk([system, column], 1, 5);

    expect((once as Varbind).oid).toBe(`${system}.3.0`);
    expect((repeated as Varbind[]).map(({ oid }) => oid).slice(0, 3)).toEqual([
      `${column}.1`,
      `${column}.2`,
      `${column}.3`,
    ]);
  });

  test('leaves out of GETBULK what does not fit, and calls the rest too big', async () => {
    const device = await start(counters(Array.from({ length: 200 }, (_, at) => at + 1)), { maxBytes: 500 });
    const client = open(device);

    const [rows] = await client.getBulk([column], 0, 100);

    expect((rows as Varbind[]).length).toBeGreaterThan(10);
    expect((rows as Varbind[]).length).toBeLessThan(40);
    await expect(client.get(...Array.from({ length: 40 }, (_, at) => `${column}.${at + 1}`))).rejects.toThrow(
      /TooBig/,
    );
  });

  test('speaks version 1: no such name, no 64-bit counters, no GETBULK', async () => {
    const device = await start([
      { oid: `${column}.1`, type: 'counter32', value: 1 },
      { oid: `${column}.2`, type: 'counter64', value: 2 },
      { oid: `${column}.3`, type: 'counter32', value: 3 },
    ]);
    const client = open(device, { version: netSnmp.Version1 });

    await expect(client.get(`${column}.1`, `${column}.9`)).rejects.toThrow(/NoSuchName/);
    await expect(client.getNext(`${column}.3`)).rejects.toThrow(/NoSuchName/);
    expect((await client.getNext(`${column}.1`))[0]!.oid).toBe(`${column}.3`);
  });

  test('lets nothing be changed', async () => {
    const device = await start(counters([1]));

    const change = open(device).set({ oid: `${column}.1`, type: types.Integer, value: 7 });

    await expect(change).rejects.toThrow(/NotWritable/);
  });

  test('makes living values when it is asked, and leaves out what is gone for now', async () => {
    let nowMs = 1_000;
    const device = await start(
      [
        { oid: `${system}.3.0`, type: 'ticks', at: (atMs) => atMs / 10 },
        { oid: `${column}.1`, type: 'counter32', at: (atMs) => (atMs > 5_000 ? undefined : 1) },
        { oid: `${column}.2`, type: 'counter32', value: 2 },
      ],
      {},
      () => nowMs,
    );
    const client = open(device);

    expect((await client.get(`${system}.3.0`))[0]!.value).toBe(100);
    expect(await client.walk(column)).toHaveLength(2);
    nowMs = 6_000;
    expect((await client.get(`${system}.3.0`))[0]!.value).toBe(600);
    expect((await client.walk(column)).map(({ oid }) => oid)).toEqual([`${column}.2`]);
    expect((await client.get(`${column}.1`))[0]!.type).toBe(types.NoSuchInstance);
  });

  test('answers a question that came before under the id of the new one', async () => {
    const device = await start(counters([1, 2, 3]));
    const client = open(device);

    const answers = [];
    for (let round = 0; round < 5; round++) answers.push(await client.walk(column));

    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(device.table.remembered.size).toBeLessThan(5);
    expect(device.figures.answers).toBeGreaterThanOrEqual(5);
  });

  test('does not answer strangers and noise, and counts them', async () => {
    const device = await start(counters([1]));
    const noise = createSocket('udp4');
    opened.push(noise);
    for (const bytes of ['', '0', '\x30\x82\xff', 'GET / HTTP/1.1', '\x30\x03\x02\x01\x01']) {
      noise.send(Buffer.from(bytes, 'latin1'), device.port, device.host);
    }

    await expect(open(device, { community: 'guess', timeout: 100 }).get(`${column}.1`)).rejects.toThrow(
      /timed out/,
    );

    expect(device.figures.strangers).toBe(1);
    await expect.poll(() => device.figures.notUnderstood).toBe(5);
    expect(device.figures.answers).toBe(0);
  });

  test('begins anew after a restart', async () => {
    let nowMs = 1_000_000;
    const objects: SimulatedObject[] = [
      { oid: `${system}.3.0`, type: 'ticks', value: 999_999 },
      { oid: `${system}.5.0`, type: 'octets', value: 'core' },
      { oid: `${column}.1`, type: 'counter32', value: 77 },
      { oid: `${column}.2`, type: 'counter64', at: (atMs) => atMs },
    ];
    const device = await start(objects, {}, () => nowMs);
    device.table = new ObjectTable(afterRestart(objects, nowMs));
    const client = open(device);
    await client.walk(column);

    nowMs += 2_000;
    const answer = await client.get(`${system}.3.0`, `${system}.5.0`, `${column}.1`, `${column}.2`);

    expect(answer.map(({ value }) => readable(value))).toEqual([200, [...Buffer.from('core')], 0, [7, 0xd0]]);
  });

  test('has each object once', () => {
    expect(() => new ObjectTable([...counters([1]), ...counters([1])])).toThrow(`two are ${column}.1`);
  });
});

describe('a device that misbehaves', () => {
  test.each<[string, Partial<Quirks>]>([
    ['is silent', { silent: true }],
    ['is slow', { delayMs: 5_000 }],
    ['drops all', { dropShare: 1 }],
    ['answers under another id', { wrongId: true }],
  ])('%s: its client waits in vain', async (_name, quirks) => {
    const device = await start(counters([1]), quirks);

    const answer = open(device, { timeout: 150 }).get(`${column}.1`);

    await expect(answer).rejects.toThrow(/timed out/);
    expect(device.figures.requests).toBe(1);
  });

  test.each<[string, Partial<Quirks>, (answers: RawAnswer[], device: SimulatedDevice) => void]>([
    ['garbage', { garbage: true }, ([one]) => expect(one!.bytes.toString()).toContain('HTTP')],
    [
      'half an answer',
      { truncated: true },
      ([one]) => expect(one!.bytes[1]! + 2).toBeGreaterThan(one!.bytes.length),
    ],
    [
      'from another port',
      { answerFrom: 'other_port' },
      ([one], device) => {
        expect(one!.address).toBe(device.host);
        expect(one!.port).not.toBe(device.port);
      },
    ],
    [
      'from another address',
      { answerFrom: 'other_address' },
      ([one]) => expect(one!.address).toBe('127.0.0.2'),
    ],
    ['twice', { twice: true }, ([one, two]) => expect(two).toEqual(one)],
  ])('answers %s', async (_name, quirks, holds) => {
    const device = await start(counters([1]), quirks);

    const answers = await askRaw(device, quirks.twice ? 2 : 1);

    holds(answers, device);
  });

  test('drops the share that it is told to', async () => {
    const device = await start(counters([1]), { dropShare: 0.25 });
    const client = open(device, { timeout: 200 });

    const asked = await Promise.allSettled(Array.from({ length: 20 }, () => client.get(`${column}.1`)));

    expect(asked.filter(({ status }) => status === 'rejected')).toHaveLength(5);
  });

  test('finds more than some values too big', async () => {
    const device = await start(counters([1, 2, 3]), { tooBigAbove: 2 });
    const client = open(device);

    await expect(client.get(`${column}.1`, `${column}.2`, `${column}.3`)).rejects.toThrow(/TooBig/);
    expect(await client.get(`${column}.1`, `${column}.2`)).toHaveLength(2);
    await expect(client.getBulk([column], 0, 3)).rejects.toThrow(/TooBig/);
  });

  test('refuses GETBULK', async () => {
    const device = await start(counters([1]), { noBulk: true });

    await expect(open(device).getBulk([column], 0, 3)).rejects.toThrow(/GeneralError/);
  });

  test('is walked in a circle', async () => {
    const device = await start(counters([1, 2, 3, 4]), { loopAt: `${column}.2` });
    const client = open(device);

    expect((await client.getNext(`${column}.1`))[0]!.oid).toBe(`${column}.2`);
    expect((await client.getNext(`${column}.2`))[0]!.oid).toBe(`${column}.3`);
    expect((await client.getNext(`${column}.3`))[0]!.oid).toBe(`${column}.2`);
  });

  test('misbehaves from one moment to the next', async () => {
    const device = await start(counters([1]));
    const client = open(device, { timeout: 150 });
    await client.get(`${column}.1`);

    device.quirks.silent = true;

    await expect(client.get(`${column}.1`)).rejects.toThrow(/timed out/);
  });
});

describe('notifications', () => {
  test.each([false, true])('come from the device with its own time (confirmed: %s)', async (confirmed) => {
    const device = await start([{ oid: `${system}.3.0`, type: 'ticks', value: 4711 }]);
    const { promise, resolve } = Promise.withResolvers<Varbind[]>();
    const receiver = await openTestReceiver(resolve);
    opened.push(receiver);

    const heard = await device.notify({
      to: receiver,
      oid: '1.3.6.1.6.3.1.1.5.3',
      objects: [{ oid: '1.3.6.1.2.1.2.2.1.1.7', type: 'integer', value: 7 }],
      confirmed,
    });

    expect(heard).toBe(true);
    expect((await promise).map(({ oid, value }) => [oid, value])).toEqual([
      [`${system}.3.0`, 4711],
      ['1.3.6.1.6.3.1.1.4.1.0', '1.3.6.1.6.3.1.1.5.3'],
      ['1.3.6.1.2.1.2.2.1.1.7', 7],
    ]);
  });

  test('an inform that nobody confirms is repeated, and then given up', async () => {
    const device = await start([]);
    const deaf = createSocket('udp4');
    opened.push(deaf);
    let heard = 0;
    deaf.on('message', () => heard++);
    await new Promise<void>((resolve) => deaf.bind(0, '127.0.0.1', resolve));

    const confirmed = await device.notify({
      to: { host: '127.0.0.1', port: deaf.address().port },
      oid: '1.3.6.1.6.3.1.1.5.3',
      confirmed: true,
      timeoutMs: 30,
      retries: 2,
    });

    expect(confirmed).toBe(false);
    await expect.poll(() => heard).toBe(3);
  });
});

test('many devices answer, each at its own address', async () => {
  const devices = Array.from({ length: 100 }, (_, at) => ({
    host: `127.9.${at % 4}.${at + 1}`,
    table: new ObjectTable([{ oid: `${system}.5.0`, type: 'octets' as const, value: `device ${at}` }]),
  }));
  const responder = keep(await startResponder({ devices }));

  const names = await Promise.all(
    responder.devices.map(async (device) => String((await open(device).get(`${system}.5.0`))[0]!.value)),
  );

  expect(names).toEqual(devices.map((_, at) => `device ${at}`));
});

test('when one address is taken, none is kept', async () => {
  const first = await start(counters([1]));
  const table = new ObjectTable([]);
  const free = { host: '127.9.9.9', port: first.port, table };

  const second = startResponder({ devices: [free, { host: first.host, port: first.port, table }] });

  await expect(second).rejects.toThrow(`${first.host}:${first.port} cannot be listened on`);
  keep(await startResponder({ devices: [free] }));
});

describeWith('snmpbulkwalk', 'net-snmp of the system', () => {
  test('walks all that a device has', async () => {
    const ends = Array.from({ length: 500 }, (_, at) => at * 37 + 1);
    const device = await start(counters(ends));

    const { stdout } = await promisify(execFile)('snmpbulkwalk', [
      ...['-v2c', '-cpublic', '-On', '-Cr40', `${device.host}:${device.port}`, '.1.3'],
    ]);

    const lines = stdout.trim().split('\n');
    expect(lines.slice(0, 500)).toEqual(ends.map((end) => `.${column}.${end} = Counter32: ${end * 2}`));
  });
});

function counters(ends: readonly number[]): SimulatedObject[] {
  return ends.map((end) => ({ oid: `${column}.${end}`, type: 'counter32', value: (end * 2) % 2 ** 32 }));
}

async function start(
  objects: SimulatedObject[],
  quirks: Partial<Quirks> = {},
  now?: () => number,
): Promise<SimulatedDevice> {
  const devices = [{ table: new ObjectTable(objects), quirks }];
  return keep(await startResponder(now ? { devices, now } : { devices })).devices[0]!;
}

function keep(responder: Responder): Responder {
  opened.push(responder);
  return responder;
}

function open(device: SimulatedDevice, options?: object): TestClient {
  const client = openTestClient(device, options);
  opened.push(client);
  return client;
}

interface RawAnswer {
  bytes: Buffer;
  address: string;
  port: number;
}

/** GET of the first counter with id 1, and what comes back from wherever. */
async function askRaw(device: SimulatedDevice, count: number): Promise<RawAnswer[]> {
  const socket = createSocket('udp4');
  opened.push(socket);
  const answers: RawAnswer[] = [];
  socket.on('message', (bytes, { address, port }) => answers.push({ bytes, address, port }));
  const question =
    '302b02010104067075626c6963a01e0204000000010201000201003010300e060a2b060102010202010a010500';
  socket.send(Buffer.from(question, 'hex'), device.port, device.host);
  await expect.poll(() => answers.length).toBe(count);
  return answers;
}

function readable(value: unknown): unknown {
  return value instanceof Uint8Array ? [...value] : value;
}
