import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encodeRecordBody, ITEM } from '#protocol/frame.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { makeCertificate } from '../uplink/test-certificate.ts';
import { frames, schemaItem, startTestRelay, type TestRelay, until } from './test-relay.ts';

let bench: TestRelay;

beforeEach(async () => {
  bench = await startTestRelay();
});

afterEach(() => bench.close());

describe('who may come', () => {
  test('a key that no collector accepts is refused by either way, and asked about once', async () => {
    await expect(bench.connect({ key: 'wrong' })).rejects.toThrow('refused with 401');
    await bench.cut();

    // No collector is needed to know it any more.
    expect(await bench.post({ key: 'wrong' })).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    expect(readdirSync(join(bench.folder, 'agents'))).toEqual([]);
  });

  test('a key that is withdrawn ends the connection, and what waits under it is given up', async () => {
    const agent = await bench.connect();
    await agent.send([schemaItem(1), ...frames([2])]);
    await until(() => bench.relay.figures().items === 0);
    await bench.cut();
    await agent.send(frames([3, 4, 5]));
    bench.collector.key = 'another';
    await bench.mend();

    expect(await agent.closed).toMatchObject({ code: 4401 });
    await until(() => bench.relay.figures().dropped === 3);
    expect(bench.relay.figures()).toMatchObject({ agents: 0, items: 0, bytes: 0 });
    await until(() => readdirSync(join(bench.folder, 'agents')).length === 0);
    expect(bench.logged.join('')).toContain('"passedOn":"behind-1","items":3');
    await expect(bench.connect({ key: 'the-key' })).rejects.toThrow('refused with 401');
  });

  test('a proxy that refuses in the place of a collector makes nobody give anything up', async () => {
    const agent = await bench.connect();
    await agent.send([schemaItem(1)]);
    await until(() => bench.relay.figures().items === 0);
    Object.assign(bench.collector.behaviour, { upgradeStatus: 401, postStatus: 403 });
    bench.collector.cut();
    await until(() => bench.logged.some((line) => line.includes('a person has to look at it')));

    await agent.send(frames([2]));

    Object.assign(bench.collector.behaviour, { upgradeStatus: undefined, postStatus: undefined });
    await until(() => bench.collector.frames().length === 1);
    expect(bench.relay.figures().dropped).toBe(0);
  });

  test('a second machine under one key is refused, and a newer connection of the same run takes over', async () => {
    const first = await bench.connect();

    await expect(bench.connect({ hello: { hostname: 'copy' } })).rejects.toThrow('closed with 4403');
    const again = await bench.connect({ hello: first.hello });

    expect(await first.closed).toMatchObject({ code: 4000 });
    expect(await again.send([schemaItem(1)])).toMatchObject({ ranges: [[1, 1]] });
  });

  test('what is no message, or comes at the wrong time, ends the connection', async () => {
    const agent = await bench.connect();
    agent.say({ type: 'hello' });
    expect(await agent.closed).toMatchObject({ code: 1008 });

    expect(await bench.post({ items: [{ ...schemaItem(1), kind: 9 as 1 }] })).toMatchObject({
      status: 400,
      body: { code: 'unknown_kind' },
    });
  });
});

describe('an agent that can only POST', () => {
  test('is passed on by POST, and what it sends twice is taken once', async () => {
    const epoch = '1234567812345678';
    const sent = await bench.post({ epoch, items: [schemaItem(1), ...frames([2, 3])] });
    const again = await bench.post({ epoch, items: frames([3, 4]) });

    expect(sent).toMatchObject({ status: 200, body: { epoch, ranges: [[1, 3]], schemasNeeded: [] } });
    expect(again.body.ranges).toEqual([[3, 4]]);
    await until(() => bench.collector.frames().length === 3);
    expect(bench.collector.arrived.map(({ via, epoch: of, isDuplicate }) => [via, of, isDuplicate])).toEqual(
      Array.from({ length: 4 }, () => ['post', epoch, false]),
    );
    expect(bench.collector.hellos).toEqual([]);
    expect(bench.relay.figures().agents).toBe(1);
  });
});

describe('enrolling', () => {
  const enrol = (body: object) =>
    fetch(`${bench.url}/api/v1/enrol`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  test('passes through, the token stays nowhere, and the agent is let in even when the line goes at once', async () => {
    const answer = await enrol({ token: 'one-time', hostname: 'new-1', machine: 'm' });
    await bench.cut();
    const agent = await bench.connect();

    expect(await answer.json()).toEqual({ agent: 'agent-1', target: 'target-1', key: 'the-key' });
    expect(agent.welcome).toMatchObject({ agent: 'agent-1', target: 'target-1' });
    expect(bench.logged.join('')).toContain('new-1');
    expect(bench.logged.join('')).not.toMatch(/one-time|the-key/);
    expect(readFileSync(bench.pathOfOnly('agent.json'), 'utf8')).not.toContain('one-time');
    expect(statSync(bench.pathOfOnly('agent.json')).mode & 0o077).toBe(0);
  });

  test('a token that is not accepted is answered as the collector says', async () => {
    expect((await enrol({ token: 'used', hostname: 'new-1', machine: 'm' })).status).toBe(401);
    expect((await enrol({ token: 'one-time' })).status).toBe(400);
    await bench.cut();
    expect((await enrol({ token: 'one-time', hostname: 'new-1', machine: 'm' })).status).toBe(503);
  });
});

describe('bounds', () => {
  test('without room the oldest is dropped, counted, and named to the collector as lost', async () => {
    await bench.close();
    bench = await startTestRelay({ limitBytes: 400_000 });
    const agent = await bench.connect();
    await agent.send([schemaItem(1), ...frames([2])]);
    await until(() => bench.relay.figures().items === 0);
    await bench.cut();

    for (let sequence = 3; sequence <= 12; sequence++) await agent.send([record(sequence, 60_000)]);
    const { dropped, bytes } = bench.relay.figures();
    expect(dropped).toBeGreaterThan(3);
    expect(bytes).toBeLessThanOrEqual(400_000);
    await bench.mend();

    await until(() => bench.relay.figures().items === 0);
    const losses = bench.collector
      .records()
      .map(({ json }) => JSON.parse(json))
      .filter(({ key }) => key === 'outbox_loss');
    expect(
      losses.every(({ target, data }) => target === 'target-1' && data.epoch === agent.hello.epoch),
    ).toBe(true);
    const lost = losses.flatMap(({ data }) => data.ranges as [number, number][]);
    expect(lost.reduce((sum, [from, to]) => sum + to - from + 1, 0)).toBe(dropped);
  });

  test('one agent more than may be is told to come again, until another one is not heard of', async () => {
    await bench.close();
    bench = await startTestRelay({ maxAgents: 1 });
    const first = await bench.connect();
    bench.collector.key = 'another';
    await expect(bench.connect()).rejects.toThrow('refused with 503');

    first.close();
    await until(() => bench.relay.figures().agents === 0);

    const second = await bench.connect();
    expect(second.welcome.target).toBe('target-1');
    expect(readdirSync(join(bench.folder, 'agents'))).toHaveLength(1);
  });

  test('who comes from elsewhere than is allowed is not even answered', async () => {
    await bench.close();
    bench = await startTestRelay({ allow: ['10.0.0.0/8'] });

    await expect(bench.connect()).rejects.toThrow(/hang up|ECONNRESET/);
  });
});

describeWith('openssl', 'with a certificate of its own', () => {
  test('agents find the relay by it', async () => {
    const { cert, key } = makeCertificate(bench.folder, 'relay.example');
    await bench.close();
    bench = await startTestRelay({ tls: { cert, key } });

    const agent = await bench.connect({ pin: cert });

    expect(await agent.send([schemaItem(1)])).toMatchObject({ ranges: [[1, 1]] });
    await expect(bench.connect()).rejects.toThrow(/self-signed/);
  });
});

function record(sequence: number, bytes: number) {
  const json = JSON.stringify({ target: 'target-1', kind: 'event', key: 'k', data: 'x'.repeat(bytes) });
  return { kind: ITEM.record, flags: 0, sequence, body: encodeRecordBody(Date.now(), json) };
}
