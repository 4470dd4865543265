import { afterEach, describe, expect, test } from 'vitest';
import { encodeMessage, type Item } from '#protocol/frame.ts';
import type { BatchAnswer, BatchMessage } from './intake-calls.ts';
import { connectTestAgent, TEST_EPOCH, type TestAgent } from './test-agent.ts';
import { DOOR_KEY, openTestDoor, type TestDoor } from './test-door.ts';
import { recordItem } from './test-items.ts';

let door: TestDoor;
const agents: TestAgent[] = [];
afterEach(async () => {
  for (const agent of agents.splice(0)) agent.end();
  await door.close();
});

async function connected(): Promise<TestAgent> {
  const agent = await connectTestAgent({ url: door.url, key: DOOR_KEY });
  agents.push(agent);
  return agent;
}

const item = (sequence: number, bytes = 100): Item =>
  recordItem(sequence, 1, { target: 't', kind: 'event', key: '', data: 'x'.repeat(bytes) });

const post = (items: Item[]) =>
  fetch(`${door.url}/api/v1/frames`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${DOOR_KEY}`,
      'ward-protocol': '1',
      'content-type': 'application/octet-stream',
    },
    body: encodeMessage(TEST_EPOCH, Date.now(), items) as Uint8Array<ArrayBuffer>,
  });

const writeLines = () =>
  fetch(`${door.url}/write?db=x`, {
    method: 'POST',
    headers: { authorization: `Token ${DOOR_KEY}` },
    body: 'cpu,host=web1 usage=1',
  });

/** The journal took the batch, and every message had this one range. */
const durable = ({ buffer, messages }: BatchMessage): BatchAnswer => ({
  buffer,
  outcome: 'durable',
  touched: new Int32Array(),
  verdicts: Array.from({ length: messages.length / 2 }, () => ({
    ranges: [[1, 1]],
    refused: [],
    schemasNeeded: [],
  })),
});

test('a socket without a hello is closed in time', async () => {
  door = await openTestDoor(() => {}, { helloMs: 50 });

  const agent = await connectTestAgent({ url: door.url, key: DOOR_KEY, saysHello: false });

  expect(await agent.closed).toEqual({ code: 4002, reason: 'no hello in time' });
});

describe('on a full disk', () => {
  const full = ({ buffer }: BatchMessage): BatchAnswer => ({
    buffer,
    outcome: 'journal_full',
    error: 'no space left',
  });

  test('a socket is asked to wait, and stays', async () => {
    let isFull = true;
    door = await openTestDoor((batch, answer) => answer(isFull ? full(batch) : durable(batch)));
    const agent = await connected();
    await agent.welcomed();

    const refused = await agent.ask([item(1)]);
    isFull = false;
    const taken = await agent.ask([item(1)]);

    expect(refused).toMatchObject({ ranges: [], retryAfterMs: 30_000 });
    expect(taken).toMatchObject({ ranges: [[1, 1]], retryAfterMs: 0 });
  });

  test.each([
    ['a POST of an agent', () => post([item(1)])],
    ['a push of lines', writeLines],
  ])('%s is answered 503 with Retry-After', async (_name, ask) => {
    door = await openTestDoor((batch, answer) => answer(full(batch)));

    const response = await ask();

    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('30');
  });
});

describe('when more comes than the journal takes', () => {
  /** Nothing is answered until `release`; from then on everything at once. */
  function stuck() {
    const held: (() => void)[] = [];
    let isStuck = true;
    return {
      onBatch(batch: BatchMessage, answer: (answer: BatchAnswer) => void) {
        if (isStuck) held.push(() => answer(durable(batch)));
        else answer(durable(batch));
      },
      release() {
        isStuck = false;
        for (const each of held) each();
      },
    };
  }

  /** Sends until so much waits that no more is taken. */
  async function fill(agent: TestAgent): Promise<void> {
    const large = Array.from({ length: 31 }, (_, index) => item(index + 1, 250_000));
    while (door.intake.overloads === 0) {
      agent.send(large);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  test('senders are told to wait, what waits is bounded, and what was taken is acknowledged', async () => {
    const thread = stuck();
    door = await openTestDoor(thread.onBatch);
    const agent = await connected();
    await agent.welcomed();

    await fill(agent);
    const [posted, pushed] = await Promise.all([post([item(1)]), writeLines()]);

    expect(door.intake.waitingBytes).toBeLessThan(80 * 2 ** 20);
    for (const response of [posted, pushed]) {
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('5');
    }
    await expect
      .poll(() => agent.said.some((m) => m.type === 'acknowledged' && m.retryAfterMs === 5_000))
      .toBe(true);
    thread.release();
    await expect.poll(() => agent.acknowledged().has(1)).toBe(true);
    await expect.poll(() => door.intake.waitingBytes).toBe(0);
    expect((await post([item(1)])).status).toBe(200);
  });
});
