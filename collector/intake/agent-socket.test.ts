import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { LIMITS } from '#protocol/limits.ts';
import { schemaIdentity } from '#protocol/schema.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { connectTestAgent, refusedUpgrade, type TestAgent, type TestAgentOptions } from './test-agent.ts';
import { frameItem, gaugeSchema, labelledSchema, recordItem, schemaItem } from './test-items.ts';

interface Enrolled {
  agent: string;
  target: string;
  key: string;
}

interface AuditAnswer {
  entries: { action: string; object: string; after: unknown }[];
}

interface AgentAnswer {
  cloned: boolean;
  connected: boolean;
  missingFrames: number;
}

let ward: Ward;
let enrolled: Enrolled;
let agents: TestAgent[];
beforeAll(async () => {
  ward = await startWard();
});
afterAll(() => ward?.stop());
beforeEach(async () => {
  agents = [];
  enrolled = await ward.enrol(`web-${Math.random().toString(36).slice(2)}`);
});
afterEach(() => {
  for (const agent of agents) agent.end();
});

async function connected(options: Partial<TestAgentOptions> = {}): Promise<TestAgent> {
  const agent = await connectTestAgent({ url: ward.url, key: enrolled.key, ...options });
  agents.push(agent);
  return agent;
}

async function audited(action: string): Promise<unknown[]> {
  const { entries } = await ward.call<AuditAnswer>('GET', '/api/v1/audit?limit=200');
  return entries.filter((one) => one.action === action && one.object === `agent:${enrolled.agent}`);
}

const status = () => ward.call<AgentAnswer>('GET', `/api/v1/agents/${enrolled.agent}`);

/** What the collector answers to a request that is written by hand. */
function byHand(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(ward.url);
    const socket = connect(Number(port), hostname, () => socket.write(text));
    let answer = '';
    socket.on('data', (data) => {
      answer += data;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

describe('who may open a socket', () => {
  test('a wrong key is answered 401', async () => {
    const { statusCode } = await refusedUpgrade({ url: ward.url, key: 'wrong' });

    expect(statusCode).toBe(401);
  });

  test('another protocol is answered 426 with the range that is spoken', async () => {
    const { statusCode, headers } = await refusedUpgrade({ url: ward.url, key: enrolled.key, protocol: '9' });

    expect(statusCode).toBe(426);
    expect(headers['ward-protocol']).toBe('1-1');
  });

  test.each(['/api/v1/nothing', '/', '//', '/api/v1/agent/', 'http://[', '*'])(
    'an upgrade to %s is answered 404, or as no request at all, and closed',
    async (path) => {
      const answer = await byHand(
        `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
      );

      expect(answer).toMatch(/^HTTP\/1\.1 40[04] /);
    },
  );
});

describe('what a socket must not say', () => {
  test('garbage closes it with the reason and the byte', async () => {
    const agent = await connected();
    await agent.welcomed();

    agent.socket.send(Buffer.from('this is no message of the wire at all'));

    expect(await agent.closed).toEqual({ code: 1007, reason: 'not_a_message at byte 0' });
  });

  test('a message beyond the limit closes it', async () => {
    const agent = await connected();
    await agent.welcomed();

    agent.socket.send(Buffer.alloc(LIMITS.messageBytes + 1));

    expect((await agent.closed).code).toBe(1009);
  });

  test.each([
    ['text that is no message', 'hello?'],
    ['a second hello', JSON.stringify({ type: 'hello' })],
  ])('%s closes it', async (_name, text) => {
    const agent = await connected();
    await agent.welcomed();

    agent.socket.send(text);

    expect((await agent.closed).code).toBe(1008);
  });

  test('samples before the welcome close it', async () => {
    const agent = await connected({ saysHello: false });

    agent.send([]);

    expect(await agent.closed).toEqual({ code: 1008, reason: 'a message before the welcome' });
  });
});

describe('what is taken', () => {
  test('frames are acknowledged, and known when the agent comes again', async () => {
    const schema = gaugeSchema(enrolled.target);
    const agent = await connected();
    await agent.welcomed();

    const answer = await agent.ask([schemaItem(1, schema), frameItem(2, schema, Date.now(), [7])]);
    agent.end();
    const again = await connected({ hello: { run: 'another run' } });

    expect(answer).toMatchObject({ ranges: [[1, 2]], refused: [], schemasNeeded: [], retryAfterMs: 0 });
    expect((await again.welcomed()).have).toEqual([[1, 2]]);
  });

  test('an unknown schema is asked for, and then its frames are taken', async () => {
    const schema = gaugeSchema(enrolled.target, ['unknown.metric']);
    const agent = await connected();
    await agent.welcomed();

    const first = await agent.ask([frameItem(1, schema, Date.now(), [7])]);
    const second = await agent.ask([schemaItem(2, schema), frameItem(1, schema, Date.now(), [7])]);

    expect(first).toMatchObject({ ranges: [], schemasNeeded: [schemaIdentity(schema)] });
    expect(second.ranges).toEqual([
      [2, 2],
      [1, 1],
    ]);
  });

  test('a foreign target is refused and stands in the audit', async () => {
    const { target } = await ward.enrol('somebody-else');
    const schema = gaugeSchema(target);
    const agent = await connected();
    await agent.welcomed();

    const answer = await agent.ask([
      schemaItem(1, schema),
      recordItem(2, Date.now(), { target, kind: 'event', key: 'k', data: {} }),
    ]);

    expect(answer.ranges).toEqual([]);
    expect(answer.refused).toMatchObject([{ range: [1, 2], code: 'foreign_target' }]);
    await expect.poll(() => audited('agent.refused')).toMatchObject([{ after: { code: 'foreign_target' } }]);
    expect(await status()).toMatchObject({ missingFrames: 0 });
  });

  test('a schema of 6,000 columns is answered with what is allowed', async () => {
    const paths = Array.from({ length: 6_000 }, (_, index) => `/mount/${index}`);
    const agent = await connected();
    await agent.welcomed();

    const answer = await agent.ask([schemaItem(1, labelledSchema(enrolled.target, 'disk', 'path', paths))]);

    expect(answer.refused).toEqual([
      {
        range: [1, 1],
        code: 'too_many_series',
        detail: expect.stringMatching(/^6000 series on target .*, 5000 are allowed/),
      },
    ]);
  });

  test('what an earlier life left in the outbox comes under its own epoch', async () => {
    const schema = gaugeSchema(enrolled.target);
    const agent = await connected();
    await agent.welcomed();

    const now = await agent.ask([schemaItem(1, schema)]);
    const earlier = await agent.ask([frameItem(1, schema, Date.now(), [1])], 'ffffffffffffffff');

    expect(now.ranges).toEqual([[1, 1]]);
    expect(earlier).toMatchObject({ epoch: 'ffffffffffffffff', ranges: [[1, 1]] });
  });

  test('a message without items is answered with nothing', async () => {
    const agent = await connected();
    await agent.welcomed();

    const answer = await agent.ask([]);

    expect(answer).toMatchObject({ ranges: [], refused: [], schemasNeeded: [] });
  });
});

describe('two connections under one key', () => {
  test('of one run the newer takes the place of the older', async () => {
    const older = await connected();
    await older.welcomed();

    const newer = await connected();

    await newer.welcomed();
    expect((await older.closed).code).toBe(4000);
    expect(await status()).toMatchObject({ connected: true, cloned: false });
  });

  test('of two machines that both live the newcomer is refused, and people are told once', async () => {
    const first = await connected();
    await first.welcomed();

    const clones = [
      await connected({ hello: { run: 'other', machine: 'other', hostname: 'web2' } }),
      await connected({ hello: { run: 'third', machine: 'third', hostname: 'web3' } }),
    ];

    for (const clone of clones) {
      expect(await clone.closed).toEqual({
        code: 4403,
        reason: 'another machine works under this key: web1',
      });
      expect(clone.said).toEqual([]);
    }
    expect(first.socket.readyState).toBe(first.socket.OPEN);
    expect(await status()).toMatchObject({ connected: true, cloned: true });
    await expect
      .poll(() => audited('agent.cloned'))
      .toMatchObject([{ after: { hostnames: ['web1', 'web2'] } }]);
  });

  test('one that no longer answers makes room for the agent that was started again', async () => {
    const dead = await connected({ answersPings: false });
    await dead.welcomed();

    const started = await connected({ hello: { run: 'after the power failure' } });

    await started.welcomed();
    expect((await dead.closed).code).toBe(4000);
    expect(await status()).toMatchObject({ connected: true, cloned: false });
  });
});

test('a key that is withdrawn closes the connection and opens none', async () => {
  const agent = await connected();
  await agent.welcomed();

  await ward.call('DELETE', `/api/v1/agents/${enrolled.agent}/key`);

  expect((await agent.closed).code).toBe(4001);
  expect((await refusedUpgrade({ url: ward.url, key: enrolled.key })).statusCode).toBe(401);
});
