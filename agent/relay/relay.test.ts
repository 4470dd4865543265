import { readdirSync, renameSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ITEM } from '#protocol/frame.ts';
import type { Welcome } from '#protocol/session.ts';
import { SCHEMA_ID } from '../uplink/test-agent.ts';
import { frames, schemaItem, startTestRelay, type TestRelay, until } from './test-relay.ts';

let bench: TestRelay;

beforeEach(async () => {
  bench = await startTestRelay();
});

afterEach(() => bench.close());

const sequences = () =>
  bench.collector
    .frames()
    .map(({ sequence }) => sequence)
    .sort((a, b) => a - b);

describe('while both sides are connected', () => {
  test('items pass on under the name of their agent, and its hello with them', async () => {
    const agent = await bench.connect({ hello: { hostname: 'core', zone: 'hall 3' } });

    const answer = await agent.send([schemaItem(1), ...frames([2, 3])]);
    await until(() => bench.collector.frames().length === 2);

    expect(agent.welcome).toEqual({ type: 'welcome', agent: 'agent-1', target: 'target-1', have: [] });
    expect(answer).toMatchObject({ epoch: agent.hello.epoch, ranges: [[1, 3]], refused: [] });
    expect(bench.collector.hellos).toEqual([agent.hello]);
    expect(bench.collector.arrived.map((one) => [one.epoch, one.sequence, one.isBacklog, one.via])).toEqual(
      [1, 2, 3].map((sequence) => [agent.hello.epoch, sequence, false, 'websocket']),
    );
    await until(() => bench.relay.figures().items === 0);
    expect(bench.relay.figures()).toMatchObject({ agents: 1, dropped: 0 });
  });

  test('what is asked goes down, and what is answered goes up', async () => {
    const agent = await bench.connect();
    await until(() => bench.collector.hellos.length === 1);

    bench.collector.tell({ type: 'assignment', revision: 4, probes: {} });
    bench.collector.tell({ type: 'check', id: 'c1', probe: 'load', timeoutMs: 1_000 });
    await until(() => agent.heard.length === 2);
    agent.say({ type: 'checked', id: 'c1', ok: true, durationMs: 1, error: '', readings: [] });
    agent.say({ type: 'claim', targets: [{ name: 'core-1', address: '10.0.0.1', kind: 'switch' }] });

    await until(() => bench.collector.checked.length === 1 && bench.collector.claims.length === 1);
    expect(agent.heard.map(({ type }) => type)).toEqual(['assignment', 'check']);

    bench.collector.cut();
    await until(() => bench.collector.hellos.length === 2);
    expect(bench.collector.hellos[1]).toEqual({ ...agent.hello, assignment: 4 });
  });

  test('a refusal is told to the agent, and what is refused waits no longer', async () => {
    const agent = await bench.connect();
    await agent.send([schemaItem(1)]);
    await until(() => bench.collector.arrived.length === 1);
    bench.collector.behaviour.refuse = { kind: ITEM.frame, code: 'foreign_target' };

    await agent.send(frames([2]));

    await until(() => agent.acknowledged.some(({ refused }) => refused.length > 0));
    expect(agent.acknowledged.at(-1)).toMatchObject({
      epoch: agent.hello.epoch,
      ranges: [],
      refused: [{ range: [2, 2], code: 'foreign_target' }],
    });
    await until(() => bench.relay.figures().items === 0);
  });

  test('when the agent goes, a collector sees it go', async () => {
    const agent = await bench.connect();
    await until(() => bench.collector.openSockets() === 1);

    agent.close();

    await until(() => bench.collector.openSockets() === 0);
  });

  test('an attempt to connect that nobody waits for any more disturbs nothing', async () => {
    const { collector } = bench;
    const welcome: Welcome = { type: 'welcome', agent: 'agent-1', target: 'target-1', have: [] };
    (await bench.connect()).close();
    await until(() => collector.openSockets() === 0);
    collector.behaviour.saysWelcome = false;
    const before = await bench.connect();
    await until(() => collector.hellos.length === 2);
    before.close();
    await until(() => bench.relay.figures().agents === 0);
    collector.behaviour.saysWelcome = true;

    const agent = await bench.connect();
    await until(() => collector.hellos.length === 3);
    collector.tell(welcome);
    await until(() => collector.openSockets() === 1);
    await agent.send([schemaItem(1), ...frames([2])]);

    await until(() => collector.frames().length === 1);
  });

  test('the clock of the agent is what a collector sees, not that of the relay', async () => {
    const agent = await bench.connect();
    const aheadMs = 3_600_000;

    await agent.send([schemaItem(1), ...frames([2])], agent.hello.epoch, Date.now() + aheadMs);
    await until(() => bench.collector.frames().length === 1);

    const seenMs = (bench.collector.frames()[0]?.sentMs ?? 0) - Date.now();
    expect(Math.abs(seenMs - aheadMs)).toBeLessThan(30_000);
  });
});

describe('while no collector is there', () => {
  test('an agent goes on, and everything arrives once, the newest first and the rest flagged', async () => {
    const agent = await bench.connect();
    await agent.send([schemaItem(1), ...frames([2])]);
    await until(() => bench.relay.figures().items === 0);
    await bench.cut();

    for (let sequence = 3; sequence <= 50; sequence++) {
      expect(await agent.send(frames([sequence]))).toMatchObject({ ranges: [[sequence, sequence]] });
    }
    expect(bench.relay.figures().items).toBe(48);
    await bench.mend();

    await until(() => bench.collector.frames().length === 48);
    expect(sequences()).toEqual(Array.from({ length: 48 }, (_, index) => index + 3));
    const [first, ...others] = bench.collector.frames();
    expect(first).toMatchObject({ sequence: 50, isBacklog: false });
    expect(others.every(({ isBacklog }) => isBacklog)).toBe(true);
    await until(() => bench.relay.figures().items === 0);
  });

  test('what waits survives a restart of the relay, and leaves also when its agent is gone', async () => {
    const agent = await bench.connect();
    await agent.send([schemaItem(1), ...frames([2])]);
    await until(() => bench.relay.figures().items === 0);
    await bench.cut();
    await agent.send(frames([3, 4]));
    agent.close();

    await bench.restart();
    expect(bench.relay.figures().items).toBe(2);
    bench.collector.schemas.clear();
    await bench.mend();

    await until(() => bench.collector.frames().length === 2);
    expect(bench.collector.frames().map(({ sequence, via }) => [sequence, via])).toEqual([
      [3, 'post'],
      [4, 'post'],
    ]);
    // Nobody but the relay could tell the schema that had been forgotten.
    expect(bench.collector.schemas.has(SCHEMA_ID)).toBe(true);
    expect(bench.collector.hellos).toEqual([]);
  });

  test('an agent that was here before is welcomed with what it need not send again', async () => {
    const agent = await bench.connect();
    await agent.send([schemaItem(1), ...frames([2, 3])]);
    await until(() => bench.relay.figures().items === 0);
    agent.close();
    await bench.cut();
    await bench.restart();

    const again = await bench.connect({ hello: agent.hello });

    expect(again.welcome).toEqual({ type: 'welcome', agent: 'agent-1', target: 'target-1', have: [[1, 3]] });
    expect(await again.send(frames([3, 4]))).toMatchObject({ ranges: [[3, 4]] });
    expect(bench.relay.figures().items).toBe(1);
  });

  test('an agent that was never here is told to try again, by either way', async () => {
    await bench.cut();

    await expect(bench.connect()).rejects.toThrow('refused with 503');
    expect(await bench.post({})).toMatchObject({ status: 503, body: { code: 'unavailable' } });
  });

  test('what an agent has to say about its targets is said when there is a collector again', async () => {
    const agent = await bench.connect();
    await until(() => bench.collector.hellos.length === 1);
    await bench.cut();

    for (const name of ['core-1', 'core-2'])
      agent.say({ type: 'claim', targets: [{ name, address: '10.0.0.1', kind: 'switch' }] });
    await agent.send([schemaItem(1)]);
    await bench.mend();

    await until(() => bench.collector.claims.length === 1);
    expect(bench.collector.claims[0]?.targets[0]?.name).toBe('core-2');
  });
});

describe('schemas', () => {
  test('a frame is taken only when its schema is here', async () => {
    const agent = await bench.connect();

    const asked = await agent.send(frames([1, 2]));
    const told = await agent.send([schemaItem(3), ...frames([1, 2])]);

    expect(asked).toMatchObject({ ranges: [], schemasNeeded: [SCHEMA_ID] });
    expect(told).toMatchObject({ ranges: [[1, 3]], schemasNeeded: [] });
    await until(() => bench.collector.frames().length === 2);
  });

  test('one that the relay has lost is asked of its agent', async () => {
    const agent = await bench.connect();
    await agent.send([schemaItem(1), ...frames([2])]);
    await until(() => bench.relay.figures().items === 0);
    await bench.restart();
    for (const name of readdirSync(bench.pathOfOnly('schemas'))) rmSync(bench.pathOfOnly('schemas', name));
    bench.collector.schemas.clear();

    const again = await bench.connect({ hello: { ...agent.hello, run: 'another' } });
    await again.send(frames([3]));
    await until(() => again.acknowledged.some(({ schemasNeeded }) => schemasNeeded.length > 0));
    await again.send([schemaItem(4)]);

    await until(() => bench.collector.frames().some(({ sequence }) => sequence === 3));
  });
});

describe('a disk that takes nothing', () => {
  test('nothing is acknowledged, and when it does again nothing is missing', async () => {
    const agent = await bench.connect();
    await agent.send([schemaItem(1)]);
    renameSync(bench.pathOfOnly('mail'), bench.pathOfOnly('elsewhere'));
    const epoch = '0123456789abcdef';

    const refused = await agent.send(frames([1]), epoch);
    const posted = await bench.post({ epoch, items: frames([1]) });
    renameSync(bench.pathOfOnly('elsewhere'), bench.pathOfOnly('mail'));
    const taken = await agent.send(frames([1]), epoch);

    expect(refused).toMatchObject({ ranges: [], retryAfterMs: 10_000 });
    expect(posted).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    expect(taken).toMatchObject({ epoch, ranges: [[1, 1]] });
    await until(() => bench.collector.frames().length === 1);
    const said = bench.logged.filter((line) => line.includes('mailboxes of other agents'));
    expect(said.map((line) => JSON.parse(line).level)).toEqual(['error', 'info']);
  });
});

test('a relay may send to a relay', async () => {
  const { parseAddress } = await import('../uplink/address.ts');
  const outer = await startTestRelay({ addresses: [parseAddress(bench.url)] });
  try {
    const agent = await outer.connect({ key: bench.collector.key });
    await agent.send([schemaItem(1), ...frames([2])]);

    await until(() => bench.collector.frames().length === 1);
    expect(agent.welcome.target).toBe('target-1');
    expect(bench.collector.hellos).toEqual([agent.hello]);
    await until(() => outer.relay.figures().items === 0);
    await expect(outer.connect({ key: 'wrong' })).rejects.toThrow('refused with 401');
  } finally {
    await outer.close();
  }
});
