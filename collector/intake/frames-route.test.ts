import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { encodeMessage, type Item } from '#protocol/frame.ts';
import { schemaIdentity } from '#protocol/schema.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { connectTestAgent, TEST_EPOCH } from './test-agent.ts';
import { frameItem, gaugeSchema, recordItem, schemaItem } from './test-items.ts';

let ward: Ward;
let enrolled: { agent: string; target: string; key: string };
beforeAll(async () => {
  ward = await startWard();
});
afterAll(() => ward?.stop());
beforeEach(async () => {
  enrolled = await ward.enrol('web');
});

interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes
  body: any;
}

async function post(body: Uint8Array | Item[], headers: Record<string, string> = {}): Promise<Answer> {
  const message = Array.isArray(body) ? encodeMessage(TEST_EPOCH, Date.now(), body) : body;
  const response = await fetch(`${ward.url}/api/v1/frames`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${enrolled.key}`,
      'ward-protocol': '1',
      'content-type': 'application/octet-stream',
      ...headers,
    },
    body: message as Uint8Array<ArrayBuffer>,
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

describe('who may post', () => {
  test.each([
    ['no key', ''],
    ['a wrong key', 'Bearer wrong'],
    ['the token of a person', 'person'],
  ])('%s is answered 401', async (_name, authorization) => {
    const value = authorization === 'person' ? `Bearer ${await ward.token()}` : authorization;

    expect((await post([], { authorization: value })).status).toBe(401);
  });

  test('a withdrawn key is answered 401 from then on', async () => {
    expect((await post([])).status).toBe(200);

    await ward.call('DELETE', `/api/v1/agents/${enrolled.agent}/key`);

    expect((await post([])).status).toBe(401);
  });

  test('another protocol is answered 426 with the range that is spoken', async () => {
    const { status, headers } = await post([], { 'ward-protocol': '7' });

    expect(status).toBe(426);
    expect(headers.get('ward-protocol')).toBe('1-1');
  });
});

describe('what is no message', () => {
  test.each([
    ['nothing', new Uint8Array(), 'truncated'],
    ['garbage', Buffer.from('garbage that is longer than a header'), 'not_a_message'],
    [
      'half a message',
      encodeMessage(TEST_EPOCH, 1, [
        recordItem(1, 1, { target: 't', kind: 'event', key: '', data: 1 }),
      ]).subarray(0, 40),
      'truncated',
    ],
  ])('%s is answered 400 with the fault', async (_name, bytes, fault) => {
    const { status, body } = await post(bytes);

    expect([status, body.code]).toEqual([400, fault]);
  });

  test('a body of 100 MB is answered 413 before it has come', async () => {
    const status = await new Promise((resolve, reject) => {
      const asked = request(`${ward.url}/api/v1/frames`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${enrolled.key}`,
          'ward-protocol': '1',
          'content-type': 'application/octet-stream',
          'content-length': 100 * 1024 * 1024,
        },
      });
      asked.on('response', (response) => resolve(response.statusCode));
      asked.on('error', reject);
      asked.write(Buffer.alloc(1_000));
    });

    expect(status).toBe(413);
  });
});

describe('what is taken', () => {
  test('frames are durable when they are answered, and known to a socket as well', async () => {
    const schema = gaugeSchema(enrolled.target);

    const { status, body } = await post([schemaItem(1, schema), frameItem(2, schema, Date.now(), [3])]);
    const again = await post([frameItem(2, schema, Date.now(), [3])]);
    const agent = await connectTestAgent({ url: ward.url, key: enrolled.key });
    const { have } = await agent.welcomed();
    agent.end();

    expect(status).toBe(200);
    expect(body).toEqual({
      type: 'acknowledged',
      epoch: TEST_EPOCH,
      ranges: [[1, 2]],
      refused: [],
      schemasNeeded: [],
      retryAfterMs: 0,
    });
    expect(again.body.ranges).toEqual([[2, 2]]);
    expect(have).toEqual([[1, 2]]);
  });

  test('an unknown schema is asked for', async () => {
    const schema = gaugeSchema(enrolled.target, ['nobody.knows']);

    const { body } = await post([frameItem(1, schema, Date.now(), [3])]);

    expect(body).toMatchObject({ ranges: [], schemasNeeded: [schemaIdentity(schema)] });
  });

  test('a foreign target is refused and stands in the audit', async () => {
    const other = await ward.enrol('other');

    const { body } = await post([schemaItem(1, gaugeSchema(other.target))]);

    expect(body.refused).toMatchObject([{ range: [1, 1], code: 'foreign_target' }]);
    await expect
      .poll(async () => {
        const { entries } = await ward.call<{ entries: { action: string; object: string }[] }>(
          'GET',
          '/api/v1/audit?limit=200',
        );
        return entries.some(
          ({ action, object }) => action === 'agent.refused' && object === `agent:${enrolled.agent}`,
        );
      })
      .toBe(true);
  });

  test('a clock that is an hour ahead is corrected, and shown', async () => {
    const schema = gaugeSchema(enrolled.target, ['skewed.value']);
    const theirsMs = Date.now() + 3_600_000;
    const items = [schemaItem(1, schema), frameItem(2, schema, theirsMs, [3])];

    await post(encodeMessage(TEST_EPOCH, theirsMs, items));

    const { skewMs } = await ward.call<{ skewMs: number }>('GET', `/api/v1/agents/${enrolled.agent}`);
    expect(Math.abs(skewMs - 3_600_000)).toBeLessThan(5_000);
    await expect
      .poll(async () => {
        const query = `metric=skewed.value&target=${enrolled.target}&from=${Date.now() - 60_000}&to=${Date.now() + 60_000}`;
        const { series } = await ward.call<{ series: { values: number[] }[] }>(
          'GET',
          `/api/v1/query?${query}`,
        );
        return series[0]?.values;
      })
      .toEqual([3]);
  });
});
