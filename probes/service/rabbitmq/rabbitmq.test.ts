import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Rabbitmq, startRabbitmq } from '#scripts/servers/rabbitmq.ts';
import { prometheus } from '../prometheus/prometheus.ts';
import { httpServer, readOnce } from '../test-service.ts';
import { rabbitmq } from './rabbitmq.ts';

const ward = { user: 'ward', password: 'look-only' };
const missing = existsSync('/usr/lib/rabbitmq/bin/rabbitmq-server')
  ? undefined
  : 'rabbitmq-server is missing: apt-get install rabbitmq-server';

describe.skipIf(missing)(`a real RabbitMQ${missing ? ` (${missing})` : ''}`, () => {
  let server: Rabbitmq;
  beforeAll(async () => {
    server = await startRabbitmq();
    await manage('PUT', '/users/ward', { password: ward.password, tags: 'monitoring' });
    await manage('PUT', '/users/outside', { password: 'nothing', tags: 'monitoring' });
    await manage('PUT', '/users/untagged', { password: 'nothing', tags: '' });
    await manage('PUT', '/vhosts/clinic', {});
    await manage('PUT', '/permissions/clinic/boss', { configure: '.*', write: '.*', read: '.*' });
    const nothing = { configure: '^$', write: '^$', read: '^$' };
    await manage('PUT', '/permissions/%2F/ward', nothing);
    await manage('PUT', '/permissions/clinic/ward', nothing);
    const queues = Array.from({ length: 25 }, (_, i) => `/queues/%2F/q${i}`);
    await Promise.all(queues.map((path) => manage('PUT', path, { durable: true })));
    await manage('PUT', '/queues/clinic/upload.DLQ', { durable: true });
    await publish('%2F', 'q7', 3);
    await publish('clinic', 'upload.DLQ', 2);
    // Totals follow a second later.
    await vi.waitFor(
      async () => {
        expect(await messagesIn('%2F', 'q7')).toBe(3);
        expect(await messagesIn('clinic', 'upload.DLQ')).toBe(2);
      },
      { timeout: 30_000, interval: 100 },
    );
  }, 150_000);
  afterAll(() => server?.stop());

  const url = (path: string) => `http://127.0.0.1:${server.managementPort}/api${path}`;
  const authorization = () => `Basic ${Buffer.from(`${server.user}:${server.password}`).toString('base64')}`;
  async function manage(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(url(path), {
      method,
      headers: { authorization: authorization(), 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
  async function publish(vhost: string, queue: string, messages: number): Promise<void> {
    for (let message = 0; message < messages; message++)
      await manage('POST', `/exchanges/${vhost}/amq.default/publish`, {
        properties: {},
        routing_key: queue,
        payload: 'x',
        payload_encoding: 'string',
      });
  }
  async function messagesIn(vhost: string, queue: string): Promise<unknown> {
    return ((await manage('GET', `/queues/${vhost}/${queue}`)) as { messages?: number }).messages;
  }

  it('tells totals, its node and the queues that hold most to a user with the tag monitoring and no right', async () => {
    const { values, facts, skipped } = await readOnce(rabbitmq, { port: server.managementPort, ...ward });

    const node = Object.keys(values).find((name) => name.startsWith('rabbitmq_node.running'));
    expect(node).toMatch(/\{ward\d+@localhost\}/);
    const of = (metric: string) => values[`rabbitmq_node.${metric}${node?.slice(node.indexOf('{'))}`];
    expect([of('running'), of('mem_alarm'), of('disk_free_alarm'), of('partitions')]).toEqual([1, 0, 0, 0]);
    expect(of('mem_limit')).toBeGreaterThan(of('mem_used') ?? Number.NaN);
    expect(values).toMatchObject({
      'rabbitmq_overview.queues': 26,
      'rabbitmq_overview.consumers': 0,
      'rabbitmq_queue.messages{q7,/}': 3,
      'middleware_queue.unconsumed_messages{q7}': 3,
      'rabbitmq_queue.messages_ready{upload.DLQ,clinic}': 2,
      'middleware_queue.dead_letters{clinic/upload.DLQ}': 2,
    });
    expect(Object.keys(values).filter((name) => name.startsWith('rabbitmq_queue.messages{'))).toHaveLength(
      20,
    );
    expect(skipped).toEqual([{ what: '6 queues', why: expect.stringMatching(/20 that hold most/) }]);
    expect(facts).toMatchObject([{ data: { product: 'RabbitMQ', version: expect.stringMatching(/^3\./) } }]);
  });

  it('says which right the queues need', async () => {
    const { values, skipped } = await readOnce(rabbitmq, {
      port: server.managementPort,
      user: 'outside',
      password: 'nothing',
    });

    expect(values['rabbitmq_overview.queues']).toBe(26);
    expect(skipped).toEqual([
      { what: '26 queues', why: expect.stringMatching(/set_permissions -p <vhost>/) },
    ]);
  });

  it('tells one virtual host alone', async () => {
    const { values } = await readOnce(rabbitmq, { port: server.managementPort, ...ward, vhost: 'clinic' });

    expect(Object.keys(values).filter((name) => name.startsWith('rabbitmq_queue.messages{'))).toEqual([
      'rabbitmq_queue.messages{upload.DLQ,clinic}',
    ]);
  });

  it('tells a wrong password from a missing tag', async () => {
    const port = server.managementPort;

    await expect(readOnce(rabbitmq, { port, user: 'ward', password: 'wrong-one' })).rejects.toMatchObject({
      state: 'wrong_secret',
    });
    await expect(readOnce(rabbitmq, { port, user: 'untagged', password: 'nothing' })).rejects.toMatchObject({
      state: 'denied',
      message: expect.stringMatching(/tag monitoring/),
    });
  });

  it('gives its own figures in the form of Prometheus too', async () => {
    const { values, facts } = await readOnce(prometheus, { port: server.prometheusPort });

    expect(values['rabbitmq.connections']).toBe(0);
    expect(values['rabbitmq.alarms_memory_used_watermark']).toBe(0);
    expect(facts).toMatchObject([{ key: '' }]);
  });

  it('asked at its other port is not the management', async () => {
    await expect(readOnce(rabbitmq, { port: server.prometheusPort, ...ward })).rejects.toMatchObject({
      state: 'unsupported',
    });
  });
});

describe('the management of RabbitMQ', () => {
  const overview = {
    rabbitmq_version: '3.12.1',
    cluster_name: 'rabbit@a',
    queue_totals: {},
    object_totals: {},
  };
  const node = {
    name: 'rabbit@a',
    running: true,
    mem_used: 9,
    mem_limit: 10,
    mem_alarm: true,
    partitions: ['rabbit@b'],
  };

  it('tells alarms and partitions', async () => {
    const server = await httpServer((request, response) => {
      const json = request.url?.startsWith('/api/nodes')
        ? [node, { name: 'rabbit@b', running: false }]
        : request.url?.startsWith('/api/queues')
          ? { items: [], filtered_count: 0 }
          : overview;
      response.end(JSON.stringify(json));
    });

    const { values } = await readOnce(rabbitmq, { port: server.port, ...ward });
    await server.close();

    expect(values).toMatchObject({
      'rabbitmq_node.mem_alarm{rabbit@a}': 1,
      'rabbitmq_node.partitions{rabbit@a}': 1,
      'rabbitmq_node.running{rabbit@b}': 0,
    });
  });

  it('that gives no list of nodes still tells the rest, and what is missing', async () => {
    const server = await httpServer((request, response) => {
      if (request.url?.startsWith('/api/nodes'))
        return response.writeHead(401).end('{"reason":"Not monitor user"}');
      return response.end(
        JSON.stringify(request.url?.startsWith('/api/queues') ? { items: [], filtered_count: 0 } : overview),
      );
    });

    const { values, skipped } = await readOnce(rabbitmq, { port: server.port, ...ward });
    await server.close();

    expect(values['rabbitmq_overview.messages']).toBe(0);
    expect(skipped).toEqual([{ what: 'nodes', why: expect.stringMatching(/tag monitoring|not accepted/) }]);
  });
});

it('prints an account with the tag monitoring that may enter and do nothing', async () => {
  const text = await rabbitmq.grants?.({ user: "wa'rd" });

  expect(text).toContain(`set_user_tags 'wa'\\''rd' monitoring`);
  expect(text).toContain(`set_permissions -p "$vhost" 'wa'\\''rd' '^$' '^$' '^$'`);
});
