import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encodeFrameBody, ITEM } from '#protocol/frame.ts';
import type { Checked, Welcome } from '#protocol/session.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { RangeSet } from '../outbox/range-set.ts';
import { openTestBench, SCHEMA, SCHEMA_ID, type TestBench, until } from './test-agent.ts';
import { startTestCollector } from './test-collector.ts';

let bench: TestBench;

beforeEach(async () => {
  bench = await openTestBench();
});

afterEach(() => bench.close());

describe('on a good line', () => {
  test('the schema goes first and each frame leaves at once, unflagged', async () => {
    const agent = await bench.startAgent();
    await until(() => bench.collector.hellos.length === 1);

    agent.measure(1);
    await until(() => bench.collector.frames().length === 1);
    agent.measure(2);
    await until(() => bench.collector.frames().length === 2);

    expect(bench.collector.arrived.map(({ kind }) => kind)).toEqual([ITEM.schema, ITEM.frame, ITEM.frame]);
    expect(bench.collector.frames().map(({ isBacklog, values }) => [isBacklog, values])).toEqual([
      [false, [1]],
      [false, [2]],
    ]);
    await until(() => agent.outbox.figures().waitingItems === 0);
    expect(agent.sender.figures()).toEqual({ sentItems: 3, refusedItems: 0 });
  });

  test('it says who it is before anything else', async () => {
    await bench.startAgent();

    await until(() => bench.collector.hellos.length === 1);

    expect(bench.collector.hellos[0]).toMatchObject({
      protocol: 1,
      run: 'run-1',
      machine: 'machine-1',
      assignment: 7,
    });
  });

  test('a check and an assignment arrive, and what was checked goes back', async () => {
    const assignments: number[] = [];
    const agent = await bench.startAgent({
      onAsked(asked) {
        if (asked.type === 'assignment') assignments.push(asked.revision);
        if (asked.type === 'check') agent.uplink.say({ ...CHECKED, id: asked.id });
      },
    });
    await until(() => bench.collector.hellos.length === 1);

    bench.collector.tell({ type: 'assignment', revision: 3, probes: {} });
    bench.collector.tell({ type: 'check', id: 'c1', probe: 'load', timeoutMs: 1_000 });

    await until(() => bench.collector.checked.length === 1);
    expect(bench.collector.checked[0]?.id).toBe('c1');
    expect(assignments).toEqual([3]);
  });
});

describe('after a cut', () => {
  test('the newest frame goes first, the backlog follows oldest first and flagged, nothing is missing', async () => {
    const agent = await bench.startAgent();
    agent.measure(1);
    // Acknowledged, and not only arrived: without that it would rightly be sent once more.
    await until(() => bench.collector.frames().length === 1 && agent.outbox.figures().waitingItems === 0);
    const { url } = bench.collector;
    await bench.collector.close();
    for (let value = 2; value <= 200; value++) agent.measure(value);
    await until(() => agent.outbox.figures().writable && !agent.uplink.figures().connected);

    bench.collector = await startTestCollector(Number(new URL(url).port));
    bench.collector.schemas.set(SCHEMA_ID, SCHEMA);
    await until(() => bench.collector.frames().length === 199);

    const [newest, ...others] = bench.collector.frames();
    expect([newest?.values[0], newest?.isBacklog]).toEqual([200, false]);
    expect(others.map(({ values }) => values[0])).toEqual(
      Array.from({ length: 198 }, (_, index) => index + 2),
    );
    expect(others.every(({ isBacklog }) => isBacklog)).toBe(true);
    expect(agent.uplink.figures().reconnects).toBe(1);
    expect(new Set(others.map(({ message }) => message)).size).toBeLessThan(4);
  });

  test('live frames go on leaving unflagged while a large backlog follows', async () => {
    const agent = await bench.startAgent({}, false);
    agent.measure(0);
    for (let value = 1; value <= 3_000; value++) agent.measure(value, 50);
    agent.uplink.start();
    await until(() => bench.collector.frames().length > 500);

    agent.measure(5_000, 50);
    await until(() => bench.collector.frames().some(({ values }) => values[0] === 5_000));

    const live = bench.collector.frames().findIndex(({ values }) => values[0] === 5_000);
    expect(bench.collector.frames()[live]?.isBacklog).toBe(false);
    expect(live).toBeLessThan(3_000);
    await until(() => agent.outbox.figures().waitingItems === 0);
    expect(bench.collector.frames()).toHaveLength(3_002);
  });

  test('connections that break again and again lose nothing and double nothing', async () => {
    const agent = await bench.startAgent();
    for (let value = 1; value <= 300; value++) {
      agent.measure(value);
      if (value % 40 === 0) bench.collector.cut();
      if (value % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    }

    await until(() => agent.outbox.figures().waitingItems === 0);

    const values = bench.collector.frames().map(({ values: [value] }) => value as number);
    expect(values.sort((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
  });

  test('what the collector has already is not sent again', async () => {
    const agent = await bench.startAgent({}, false);
    agent.measure(1);
    agent.measure(2);
    bench.collector.schemas.set(SCHEMA_ID, SCHEMA);
    bench.collector.durable.set(agent.outbox.epoch, new RangeSet([[1, 3]]));

    agent.uplink.start();
    await until(() => agent.outbox.figures().waitingItems === 0);

    expect(bench.collector.arrived).toEqual([]);
  });
});

describe('a collector that wants something', () => {
  test('gets a schema it does not know, and the frames after it, newest first', async () => {
    const agent = await bench.startAgent();
    agent.measure(1);
    await until(() => bench.collector.frames().length === 1);

    bench.collector.schemas.clear();
    agent.measure(2);
    await until(() => bench.collector.frames().length === 2);

    expect(bench.collector.frames().at(-1)?.values).toEqual([2]);
    await until(() => agent.outbox.figures().waitingItems === 0);
  });

  test('does not get frames of a schema that nobody has any more, which are counted and named', async () => {
    const agent = await bench.startAgent();
    await until(() => bench.collector.hellos.length === 1);

    agent.append([{ kind: ITEM.frame, body: encodeFrameBody('ff'.repeat(16), 1, [1]) }]);

    await until(() => agent.outbox.figures().waitingItems === 0);
    expect(agent.sender.figures().refusedItems).toBe(1);
    expect(bench.logged.join()).toContain('schema_unwanted');
  });

  test('refuses frames for good: they are dropped, counted, and said once', async () => {
    const agent = await bench.startAgent();
    bench.collector.behaviour.refuse = { kind: ITEM.frame, code: 'wrong_width' };

    for (let value = 1; value <= 5; value++) agent.measure(value);
    await until(() => agent.outbox.figures().waitingItems === 0);

    expect(agent.sender.figures().refusedItems).toBe(5);
    expect(bench.logged.filter((line) => line.includes('wrong_width'))).toHaveLength(1);
  });

  test('refuses a schema: its frames are not offered again and again', async () => {
    const agent = await bench.startAgent();
    await until(() => bench.collector.hellos.length === 1);
    bench.collector.behaviour.refuse = { kind: ITEM.schema, code: 'bad_schema' };

    agent.measure(1);
    await until(() => agent.outbox.figures().waitingItems === 0);
    agent.measure(2);
    await until(() => agent.outbox.figures().waitingItems === 0);

    expect(bench.collector.frames()).toEqual([]);
    expect(agent.sender.figures().refusedItems).toBe(3);
  });

  test('asks for a pause: nothing is lost and everything comes after it', async () => {
    const agent = await bench.startAgent();
    await until(() => bench.collector.hellos.length === 1);
    bench.collector.behaviour.retryAfterMs = 50;
    agent.measure(1);
    agent.measure(2);
    await new Promise((resolve) => setTimeout(resolve, 20));

    bench.collector.behaviour.retryAfterMs = 0;

    await until(() => bench.collector.frames().length === 2);
    expect(
      bench.collector
        .frames()
        .map(({ values }) => values[0])
        .sort(),
    ).toEqual([1, 2]);
  });

  test('knows sequences that this agent never gave: the agent goes on under a new epoch', async () => {
    let outbox: Outbox | undefined;
    const agent = await bench.startAgent(
      {
        onWelcome({ have }: Welcome) {
          if (have.some(([, to]) => to > 100)) outbox?.renewEpoch();
        },
      },
      false,
    );
    outbox = agent.outbox;
    const before = agent.outbox.epoch;
    bench.collector.durable.set(before, new RangeSet([[1, 500]]));

    agent.uplink.start();
    await until(() => bench.collector.hellos.length === 1);
    await until(() => agent.outbox.epoch !== before);
    agent.measure(1);

    await until(() => bench.collector.frames().length === 1);
    expect(bench.collector.frames()[0]?.epoch).toBe(agent.outbox.epoch);
  });
});

test('closing gives what waits a moment to leave, and may be done twice', async () => {
  const agent = await bench.startAgent();
  await until(() => agent.uplink.figures().connected);
  agent.measure(1);

  await agent.uplink.close(2_000);
  await agent.uplink.close(2_000);

  expect(bench.collector.frames()).toHaveLength(1);
  await until(() => bench.collector.openSockets() === 0);
});

const CHECKED: Checked = { type: 'checked', id: '', ok: true, durationMs: 1, error: '', readings: [] };
