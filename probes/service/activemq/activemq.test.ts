import { describe, expect, it } from 'vitest';
import { httpServer, readOnce } from '../test-service.ts';
import { activemq } from './activemq.ts';

const account = { user: 'ward', password: 'look-only' };

/** Names and attributes: https://activemq.apache.org/components/classic/documentation/jmx */
const broker = {
  BrokerName: 'localhost',
  BrokerVersion: '5.15.9',
  UptimeMillis: 90_000,
  CurrentConnectionsCount: 4,
  MemoryPercentUsage: 12,
  StorePercentUsage: 83,
  TempPercentUsage: 0,
  MemoryLimit: 668_309_914,
  StoreLimit: 9_000,
  TempLimit: 8_000,
  TotalMessageCount: 31,
  TotalConsumerCount: 1,
  TotalProducerCount: 0,
  TotalEnqueueCount: 131,
  TotalDequeueCount: 100,
  Slave: false,
};
const queueName = (name: string) =>
  `org.apache.activemq:brokerName=localhost,destinationName=${name},destinationType=Queue,type=Broker`;
const queue = (size: number, consumers: number, DLQ = false) => ({
  QueueSize: size,
  ConsumerCount: consumers,
  EnqueueCount: size + 5,
  DequeueCount: 5,
  ExpiredCount: 0,
  DLQ,
});

type Result = { status: number; value?: unknown; error?: string; error_type?: string };

async function broken(results: (reads: unknown[]) => unknown) {
  return httpServer((request, response, body) => {
    if (request.url !== '/api/jolokia') return response.writeHead(404).end();
    return response.end(JSON.stringify(results(JSON.parse(body) as unknown[])));
  });
}

describe('an ActiveMQ of hand-written answers', () => {
  it('tells its limits, its queues and its dead letters, and is asked from an origin that it allows', async () => {
    let origin: unknown;
    const server = await httpServer((request, response) => {
      origin = request.headers.origin;
      const results: Result[] = [
        { status: 200, value: { 'org.apache.activemq:brokerName=localhost,type=Broker': broker } },
        {
          status: 200,
          value: {
            [queueName('upload')]: queue(10, 0),
            [queueName('reports')]: queue(20, 1),
            [queueName('ActiveMQ.DLQ')]: queue(1, 0),
            [queueName('lost')]: queue(7, 0, true),
          },
        },
      ];
      response.end(JSON.stringify(results));
    });

    const { values, facts, skipped } = await readOnce(activemq, { port: server.port, ...account });
    await server.close();

    expect(values).toMatchObject({
      'activemq_broker.store_percent_usage': 83,
      'activemq_broker.total_enqueue_count': 131,
      'activemq_broker.slave': 0,
      'activemq_queues.size{upload}': 10,
      'middleware_queue.unconsumed_messages{upload}': 10,
      'middleware_queue.unconsumed_messages{reports}': 0,
      'middleware_queue.dead_letters{ActiveMQ.DLQ}': 1,
      'middleware_queue.dead_letters{lost}': 7,
      'middleware.uptime_seconds': 90,
    });
    expect(facts).toMatchObject([{ data: { vendor: 'Apache', product: 'ActiveMQ', version: '5.15.9' } }]);
    expect(skipped).toEqual([]);
    expect(origin).toBe('http://localhost');
  });

  it('with many queues tells those that hold most, and that there are others', async () => {
    const all = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [queueName(`q${i}`), queue(i, 1)]));
    const server = await broken(() => [
      { status: 200, value: { x: broker } },
      { status: 200, value: all },
    ]);

    const { values, skipped } = await readOnce(activemq, { port: server.port, ...account });
    await server.close();

    const sizes = Object.entries(values).filter(([name]) => name.startsWith('activemq_queues.size'));
    expect(sizes.map(([, size]) => size).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, i) => 280 + i),
    );
    expect(skipped).toMatchObject([{ what: '280 queues' }]);
  });

  it('that does not give its queues still tells the broker', async () => {
    const server = await broken(() => [
      { status: 200, value: { x: broker } },
      { status: 403, error: 'Reading attribute QueueSize is forbidden' },
    ]);

    const { values, skipped } = await readOnce(activemq, { port: server.port, ...account });
    await server.close();

    expect(values['activemq_broker.memory_percent_usage']).toBe(12);
    expect(skipped).toEqual([{ what: 'queues', why: expect.stringMatching(/forbidden/) }]);
  });

  it.each([
    [
      'forbids the origin',
      { status: 403, error: 'Origin null is not allowed to call this agent' },
      'denied',
      /allow the origin/,
    ],
    [
      'has no broker of this kind',
      [
        { status: 200, value: {} },
        { status: 200, value: {} },
      ],
      'wrong_answer',
      /Artemis/,
    ],
    ['gives other JSON', { ok: true }, 'wrong_answer', /not Jolokia/],
  ])('that %s', async (_what, json, state, message) => {
    const server = await broken(() => json);

    await expect(readOnce(activemq, { port: server.port, ...account })).rejects.toMatchObject({
      state,
      message: expect.stringMatching(message),
    });
    await server.close();
  });
});

it('prints an account for the console', async () => {
  expect(await activemq.grants?.({ user: 'ward' })).toMatch(/^users=ward$/m);
});
