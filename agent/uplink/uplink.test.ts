import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { encodeFrameBody, ITEM, type Item } from '#protocol/frame.ts';
import { canonicalSchema, type Schema, schemaIdentity } from '#protocol/schema.ts';
import type { Checked, Welcome } from '#protocol/session.ts';
import { createLog } from '../log.ts';
import { type Outbox, openOutbox } from '../outbox/outbox.ts';
import { openSchemaShelf, type SchemaShelf } from '../outbox/schema-shelf.ts';
import { parseAddress } from './address.ts';
import { createSender, type Sender } from './sender.ts';
import { startTestCollector, type TestCollector } from './test-collector.ts';
import { createUplink, UPLINK_TIMES, type Uplink, type UplinkOptions } from './uplink.ts';

const SCHEMA: Schema = {
  probe: 'load',
  target: 'target-1',
  intervalMs: 10_000,
  columns: [{ metric: 'system.load1', labels: {}, kind: 'gauge', unit: '1' }],
};
const SCHEMA_ID = schemaIdentity(SCHEMA);
const SCHEMA_BODY = Buffer.from(canonicalSchema(SCHEMA));

let folder: string;
let collector: TestCollector;
let closing: (() => Promise<void>)[];
let logged: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ward-uplink-'));
  logged = [];
  closing = [];
  collector = await startTestCollector();
  closing.push(() => collector.close());
});

afterEach(async () => {
  for (const close of closing.reverse()) await close();
  rmSync(folder, { recursive: true, force: true });
});

describe('on a good line', () => {
  test('the schema goes first and each frame leaves at once, unflagged', async () => {
    const agent = await startAgent();
    await until(() => collector.hellos.length === 1);

    agent.measure(1);
    await until(() => collector.frames().length === 1);
    agent.measure(2);
    await until(() => collector.frames().length === 2);

    expect(collector.arrived.map(({ kind }) => kind)).toEqual([ITEM.schema, ITEM.frame, ITEM.frame]);
    expect(collector.frames().map(({ isBacklog, values }) => [isBacklog, values])).toEqual([
      [false, [1]],
      [false, [2]],
    ]);
    await until(() => agent.outbox.figures().waitingItems === 0);
    expect(agent.sender.figures()).toEqual({ sentItems: 3, refusedItems: 0 });
  });

  test('it says who it is before anything else', async () => {
    await startAgent();

    await until(() => collector.hellos.length === 1);

    expect(collector.hellos[0]).toMatchObject({
      protocol: 1,
      run: 'run-1',
      machine: 'machine-1',
      assignment: 7,
    });
  });

  test('a check and an assignment arrive, and what was checked goes back', async () => {
    const assignments: number[] = [];
    const agent = await startAgent({
      onAssignment: ({ revision }) => assignments.push(revision),
      onCheck: ({ id }) => agent.uplink.say({ ...CHECKED, id }),
    });
    await until(() => collector.hellos.length === 1);

    collector.tell({ type: 'assignment', revision: 3, probes: {} });
    collector.tell({ type: 'check', id: 'c1', probe: 'load', timeoutMs: 1_000 });

    await until(() => collector.checked.length === 1);
    expect(collector.checked[0]?.id).toBe('c1');
    expect(assignments).toEqual([3]);
  });
});

describe('after a cut', () => {
  test('the newest frame goes first, the backlog follows oldest first and flagged, nothing is missing', async () => {
    const agent = await startAgent();
    agent.measure(1);
    await until(() => collector.frames().length === 1);
    const { url } = collector;
    await collector.close();
    for (let value = 2; value <= 200; value++) agent.measure(value);
    await until(() => agent.outbox.figures().writable && !agent.uplink.figures().connected);

    collector = await startTestCollector(Number(new URL(url).port));
    collector.schemas.set(SCHEMA_ID, SCHEMA);
    await until(() => collector.frames().length === 199);

    const [newest, ...others] = collector.frames();
    expect([newest?.values[0], newest?.isBacklog]).toEqual([200, false]);
    expect(others.map(({ values }) => values[0])).toEqual(
      Array.from({ length: 198 }, (_, index) => index + 2),
    );
    expect(others.every(({ isBacklog }) => isBacklog)).toBe(true);
    expect(agent.uplink.figures().reconnects).toBe(1);
    expect(new Set(others.map(({ message }) => message)).size).toBeLessThan(4);
  });

  test('live frames go on leaving unflagged while a large backlog follows', async () => {
    const agent = await startAgent({}, false);
    agent.measure(0);
    for (let value = 1; value <= 3_000; value++) agent.measure(value, 50);
    agent.uplink.start();
    await until(() => collector.frames().length > 500);

    agent.measure(5_000, 50);
    await until(() => collector.frames().some(({ values }) => values[0] === 5_000));

    const live = collector.frames().findIndex(({ values }) => values[0] === 5_000);
    expect(collector.frames()[live]?.isBacklog).toBe(false);
    expect(live).toBeLessThan(3_000);
    await until(() => agent.outbox.figures().waitingItems === 0);
    expect(collector.frames()).toHaveLength(3_002);
  });

  test('connections that break again and again lose nothing and double nothing', async () => {
    const agent = await startAgent();
    for (let value = 1; value <= 300; value++) {
      agent.measure(value);
      if (value % 40 === 0) collector.cut();
      if (value % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    }

    await until(() => agent.outbox.figures().waitingItems === 0);

    const values = collector.frames().map(({ values: [value] }) => value as number);
    expect(values.sort((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
  });

  test('what the collector has already is not sent again', async () => {
    const agent = await startAgent({}, false);
    agent.measure(1);
    agent.measure(2);
    const { RangeSet } = await import('../outbox/range-set.ts');
    collector.schemas.set(SCHEMA_ID, SCHEMA);
    collector.durable.set(agent.outbox.epoch, new RangeSet([[1, 3]]));

    agent.uplink.start();
    await until(() => agent.outbox.figures().waitingItems === 0);

    expect(collector.arrived).toEqual([]);
  });
});

describe('a collector that wants something', () => {
  test('gets a schema it does not know, and the frames after it, newest first', async () => {
    const agent = await startAgent();
    agent.measure(1);
    await until(() => collector.frames().length === 1);

    collector.schemas.clear();
    agent.measure(2);
    await until(() => collector.frames().length === 2);

    expect(collector.frames().at(-1)?.values).toEqual([2]);
    await until(() => agent.outbox.figures().waitingItems === 0);
  });

  test('does not get frames of a schema that nobody has any more, which are counted and named', async () => {
    const agent = await startAgent();
    await until(() => collector.hellos.length === 1);

    agent.append([{ kind: ITEM.frame, body: encodeFrameBody('ff'.repeat(16), 1, [1]) }]);

    await until(() => agent.outbox.figures().waitingItems === 0);
    expect(agent.sender.figures().refusedItems).toBe(1);
    expect(logged.join()).toContain('schema_unwanted');
  });

  test('refuses frames for good: they are dropped, counted, and said once', async () => {
    const agent = await startAgent();
    collector.behaviour.refuse = { kind: ITEM.frame, code: 'wrong_width' };

    for (let value = 1; value <= 5; value++) agent.measure(value);
    await until(() => agent.outbox.figures().waitingItems === 0);

    expect(agent.sender.figures().refusedItems).toBe(5);
    expect(logged.filter((line) => line.includes('wrong_width'))).toHaveLength(1);
  });

  test('refuses a schema: its frames are not offered again and again', async () => {
    const agent = await startAgent();
    await until(() => collector.hellos.length === 1);
    collector.behaviour.refuse = { kind: ITEM.schema, code: 'bad_schema' };

    agent.measure(1);
    await until(() => agent.outbox.figures().waitingItems === 0);
    agent.measure(2);
    await until(() => agent.outbox.figures().waitingItems === 0);

    expect(collector.frames()).toEqual([]);
    expect(agent.sender.figures().refusedItems).toBe(3);
  });

  test('asks for a pause: nothing is lost and everything comes after it', async () => {
    const agent = await startAgent();
    await until(() => collector.hellos.length === 1);
    collector.behaviour.retryAfterMs = 50;
    agent.measure(1);
    agent.measure(2);
    await new Promise((resolve) => setTimeout(resolve, 20));

    collector.behaviour.retryAfterMs = 0;

    await until(() => collector.frames().length === 2);
    expect(
      collector
        .frames()
        .map(({ values }) => values[0])
        .sort(),
    ).toEqual([1, 2]);
  });

  test('knows sequences that this agent never gave: the agent goes on under a new epoch', async () => {
    let outbox: Outbox | undefined;
    const agent = await startAgent(
      {
        onWelcome({ have }: Welcome) {
          if (have.some(([, to]) => to > 100)) outbox?.renewEpoch();
        },
      },
      false,
    );
    outbox = agent.outbox;
    const before = agent.outbox.epoch;
    const { RangeSet } = await import('../outbox/range-set.ts');
    collector.durable.set(before, new RangeSet([[1, 500]]));

    agent.uplink.start();
    await until(() => collector.hellos.length === 1);
    await until(() => agent.outbox.epoch !== before);
    agent.measure(1);

    await until(() => collector.frames().length === 1);
    expect(collector.frames()[0]?.epoch).toBe(agent.outbox.epoch);
  });
});

describe('a proxy that passes no WebSocket', () => {
  test.each([404, 400, 501, 502])('answers %d: the same messages go by POST', async (upgradeStatus) => {
    collector.behaviour.upgradeStatus = upgradeStatus;
    const agent = await startAgent();

    for (let value = 1; value <= 20; value++) agent.measure(value);
    await until(() => agent.outbox.figures().waitingItems === 0);

    expect(collector.frames()).toHaveLength(20);
    expect(collector.frames().every(({ via }) => via === 'post')).toBe(true);
  });

  test('lets the upgrade pass and then nothing: POST as well', async () => {
    collector.behaviour.saysWelcome = false;
    const agent = await startAgent();

    agent.measure(1);

    await until(() => collector.frames().length === 1);
    expect(collector.frames()[0]?.via).toBe('post');
  });

  test('is gone: the WebSocket is used again after a while', async () => {
    collector.behaviour.upgradeStatus = 404;
    const agent = await startAgent();
    agent.measure(1);
    await until(() => collector.frames().length === 1);

    delete collector.behaviour.upgradeStatus;
    await until(() => collector.openSockets() === 1);
    agent.measure(2);

    await until(() => collector.frames().length === 2);
    expect(collector.frames()[1]?.via).toBe('websocket');
  });

  test('allows small bodies only: messages are made smaller until they pass', async () => {
    collector.behaviour.upgradeStatus = 404;
    collector.behaviour.maxPostBytes = 12_000;
    const agent = await startAgent({}, false);
    for (let value = 1; value <= 50; value++) agent.measure(value, 100);

    agent.uplink.start();

    await until(() => agent.outbox.figures().waitingItems === 0);
    expect(collector.frames()).toHaveLength(50);
    expect(agent.sender.figures().refusedItems).toBe(0);
  });

  test('asks to wait with 503 and Retry-After: nothing is lost', async () => {
    collector.behaviour.upgradeStatus = 404;
    const agent = await startAgent();
    agent.measure(1);
    await until(() => collector.frames().length === 1);
    Object.assign(collector.behaviour, { postStatus: 503, postHeaders: { 'retry-after': '0.05' } });
    agent.measure(2);
    await new Promise((resolve) => setTimeout(resolve, 20));

    delete collector.behaviour.postStatus;

    await until(() => collector.frames().length === 2);
  });
});

describe('a collector that is not there', () => {
  test('the next address is used, and the first one again when the second fails', async () => {
    const second = await startTestCollector();
    closing.push(() => second.close());
    const first = collector.url;
    await collector.close();
    const agent = await startAgent({ addresses: [first, second.url].map(parseAddress) });
    agent.measure(1);
    await until(() => second.frames().length === 1);

    collector = await startTestCollector(Number(new URL(first).port));
    await second.close();
    closing.splice(closing.length - 2, 1);
    agent.measure(2);

    await until(() => collector.frames().some(({ values }) => values[0] === 2));
  });

  test('is complained about once and not at every attempt', async () => {
    await collector.close();
    const attempts = vi.fn(() => 0);
    await startAgent({ random: attempts });

    await until(() => attempts.mock.calls.length > 5);

    expect(logged.filter((line) => line.includes('no connection'))).toHaveLength(1);
    collector = await startTestCollector();
  });

  test('takes messages and never answers: the connection is given up and tried again', async () => {
    collector.behaviour.isSilent = true;
    const agent = await startAgent();
    agent.measure(1);

    await until(() => collector.hellos.length >= 2);
    collector.behaviour.isSilent = false;

    await until(() => agent.outbox.figures().waitingItems === 0);
  });

  test('is frozen: without any sign of life the connection is given up', async () => {
    const frozen = net.createServer((socket) => socket.on('error', () => {}));
    const upstream = new URL(collector.url);
    let isFrozen = false;
    frozen.on('connection', (socket) => {
      const onward = net.connect(Number(upstream.port), '127.0.0.1');
      onward.on('error', () => {});
      socket.on('data', (data) => isFrozen || onward.write(data));
      onward.on('data', (data) => isFrozen || socket.write(data));
      socket.on('close', () => onward.destroy());
    });
    await listen(frozen);
    closing.push(() => closeServer(frozen));
    const agent = await startAgent({ addresses: [parseAddress(urlOf(frozen))] });
    await until(() => agent.uplink.figures().connected);

    isFrozen = true;
    await until(() => !agent.uplink.figures().connected);
    isFrozen = false;

    await until(() => agent.uplink.figures().connected);
    expect(logged.join()).toContain('no sign of life');
  });
});

describe('a key that is not accepted', () => {
  test('is said as what it is, and retried slowly', async () => {
    collector.key = 'another';
    const agent = await startAgent();

    await until(() => logged.some((line) => line.includes('"level":"error"')));

    expect(logged.join()).toContain('does not accept this agent');
    expect(agent.uplink.figures().connected).toBe(false);
    expect(collector.arrived).toEqual([]);
  });

  test('can be replaced, and then the connection is made at once', async () => {
    collector.key = 'new-key';
    const agent = await startAgent({
      onUnauthorized: async () => {
        agent.setKey('new-key');
        return true;
      },
    });

    await until(() => agent.uplink.figures().connected);
  });
});

test('a collector of another version is told apart from one that is away', async () => {
  Object.assign(collector.behaviour, { upgradeStatus: 426, upgradeHeaders: { 'ward-protocol': '2-3' } });
  await startAgent();

  await until(() => logged.some((line) => line.includes('protocol versions')));

  expect(collector.arrived).toEqual([]);
});

test('a proxy that understands CONNECT is gone through', async () => {
  const asked: string[] = [];
  const proxy = http.createServer();
  proxy.on('connect', (request, socket) => {
    asked.push(`${request.url} ${request.headers['proxy-authorization']}`);
    const [host, port] = String(request.url).split(':');
    const onward = net.connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  await listen(proxy);
  closing.push(() => closeServer(proxy));
  const url = new URL(urlOf(proxy));
  url.username = 'who';
  url.password = 'what';

  const agent = await startAgent({ connection: { connectTimeoutMs: 1_000, proxy: url } });
  agent.measure(1);
  await until(() => collector.frames().length === 1);

  const credentials = Buffer.from('who:what').toString('base64');
  expect(asked[0]).toBe(`${new URL(collector.url).host} Basic ${credentials}`);
});

test('closing gives what waits a moment to leave, and may be done twice', async () => {
  const agent = await startAgent();
  await until(() => agent.uplink.figures().connected);
  agent.measure(1);

  await agent.uplink.close(2_000);
  await agent.uplink.close(2_000);

  expect(collector.frames()).toHaveLength(1);
  await until(() => collector.openSockets() === 0);
});

const CHECKED: Checked = { type: 'checked', id: '', ok: true, durationMs: 1, error: '', readings: [] };

interface TestAgent {
  outbox: Outbox;
  shelf: SchemaShelf;
  sender: Sender;
  uplink: Uplink;
  setKey(key: string): void;
  append(items: readonly Pick<Item, 'kind' | 'body'>[]): void;
  /** Appends a frame of one value, behind its schema when it is the first. */
  measure(value: number, width?: number): void;
}

async function startAgent(options: Partial<UplinkOptions> = {}, isStarted = true): Promise<TestAgent> {
  const outbox = await openOutbox({
    folder: join(folder, 'outbox'),
    limitBytes: 16 * 1024 ** 2,
    onLoss: () => {},
    onDisk: () => {},
    monotonicMs: () => performance.now(),
  });
  const shelf = openSchemaShelf(join(folder, 'schemas'));
  const log = createLog({ write: (line) => logged.push(line), isPretty: false, wallMs: Date.now });
  const sender = createSender({
    outbox,
    shelf,
    wallMs: Date.now,
    monotonicMs: () => performance.now(),
    onRefused: (code, detail) => log.warn('refused', { code, detail }),
  });
  let key = 'the-key';
  const uplink = createUplink({
    addresses: [parseAddress(collector.url)],
    connection: { connectTimeoutMs: 1_000 },
    caller: {
      get key() {
        return key;
      },
      hello: () => ({
        type: 'hello',
        protocol: 1,
        version: '0.1.0',
        epoch: outbox.epoch,
        run: 'run-1',
        machine: 'machine-1',
        hostname: 'host-1',
        assignment: 7,
      }),
    },
    sender,
    log,
    random: Math.random,
    wallMs: Date.now,
    times: {
      ...UPLINK_TIMES,
      welcomeTimeoutMs: 300,
      silenceMs: 400,
      answerTimeoutMs: 600,
      retryWebSocketMs: 100,
      usual: { firstMs: 5, maxMs: 20 },
    },
    onWelcome: ({ have }) => outbox.release(outbox.epoch, have),
    onAssignment: () => {},
    onCheck: () => {},
    onUnauthorized: async () => false,
    ...options,
  });
  closing.push(async () => {
    await uplink.close(0);
    await outbox.close();
  });
  const schemas = new Set<number>();
  const agent: TestAgent = {
    outbox,
    shelf,
    sender,
    uplink,
    setKey(newKey) {
      key = newKey;
    },
    append: (items) => uplink.offer(outbox.append(items).items),
    measure(value, width = 1) {
      const schema = width === 1 ? SCHEMA : wideSchema(width);
      const items: Pick<Item, 'kind' | 'body'>[] = [];
      if (!schemas.has(width)) {
        schemas.add(width);
        const body = width === 1 ? SCHEMA_BODY : Buffer.from(canonicalSchema(schema));
        void shelf.put(schemaIdentity(schema), body);
        items.push({ kind: ITEM.schema, body });
      }
      const values = new Float64Array(width).fill(value);
      items.push({ kind: ITEM.frame, body: encodeFrameBody(schemaIdentity(schema), Date.now(), values) });
      agent.append(items);
    },
  };
  if (isStarted) uplink.start();
  return agent;
}

function wideSchema(width: number): Schema {
  const column = SCHEMA.columns[0] as Schema['columns'][number];
  return {
    ...SCHEMA,
    columns: Array.from({ length: width }, (_, index) => ({ ...column, labels: { n: `${index}` } })),
  };
}

async function until(isTrue: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(isTrue()).toBe(true), { timeout: 8_000, interval: 5 });
}

async function listen(server: net.Server): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}

function urlOf(server: net.Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function closeServer(server: net.Server): Promise<void> {
  server.unref();
  server.close();
}
