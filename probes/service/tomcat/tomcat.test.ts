import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTomcat, type Tomcat, whyNoTomcat } from '#scripts/servers/tomcat.ts';
import { httpServer, never, readOnce, testOptions } from '../test-service.ts';
import { TomcatConfig } from './config.ts';
import { parseManagerStatus } from './parse-status.ts';
import { tomcat } from './tomcat.ts';

const ward = { user: 'ward', password: 'look-only' };
const missing = whyNoTomcat();
describe.skipIf(missing)(`a real Tomcat 10${missing ? ` (${missing})` : ''}`, () => {
  let server: Tomcat;
  beforeAll(async () => {
    server = await startTomcat([
      { ...ward, roles: 'manager-status' },
      { user: 'nobody', password: 'nothing', roles: 'other' },
    ]);
  });
  afterAll(() => server?.stop());

  it('tells its heap and its connector to a user with the role manager-status only, and its version', async () => {
    const { values, facts } = await readOnce(tomcat, { port: server.port, ...ward });

    const connector = `http-nio-127.0.0.1-${server.port}`;
    expect(values).toMatchObject({
      [`tomcat_connector.max_threads{${connector}}`]: 8,
      [`tomcat_connector.current_threads_busy{${connector}}`]: 1,
      [`middleware.busy_percent{${connector}}`]: 12.5,
      [`tomcat_connector.request_count{${connector}}`]: expect.any(Number),
      'middleware.errors_percent': Number.NaN,
    });
    expect(values['tomcat_jvm_memory.max']).toBeGreaterThan(80 * 1024 * 1024);
    expect(values['middleware.heap_used_percent']).toBeGreaterThan(1);
    expect(values['middleware.heap_used_percent']).toBeLessThan(100);
    expect(facts).toMatchObject([
      { data: { vendor: 'Apache', product: 'Tomcat', version: expect.stringMatching(/^10\.1/) } },
    ]);
  });

  it('tells the share of requests that ended in an error', async () => {
    const probe = tomcat.create(
      TomcatConfig.parse({ address: '127.0.0.1', port: server.port, ...ward }),
      testOptions(),
    );
    await probe.collect(never);
    for (let request = 0; request < 30; request++)
      await fetch(`http://127.0.0.1:${server.port}/nowhere`).then((answer) => answer.text());

    const { readings } = await probe.collect(never);
    await probe.close();

    const share = readings.find(({ column }) => column.metric === 'middleware.errors_percent')?.value;
    expect(share).toBeGreaterThan(80);
    expect(share).toBeLessThanOrEqual(100);
  });

  it('refuses a wrong password, and says which role is missing', async () => {
    const wrong = readOnce(tomcat, { port: server.port, user: 'ward', password: 'wrong-one' });
    await expect(wrong).rejects.toMatchObject({ state: 'wrong_secret' });
    await expect(wrong).rejects.not.toThrow(/wrong-one/);
    await expect(
      readOnce(tomcat, { port: server.port, user: 'nobody', password: 'nothing' }),
    ).rejects.toMatchObject({ state: 'denied', message: expect.stringMatching(/role manager-status/) });
  });

  it('without its manager says how it is had', async () => {
    const asked = readOnce(tomcat, { port: server.port, ...ward, manager_path: '/none' });

    await expect(asked).rejects.toMatchObject({
      state: 'unsupported',
      message: expect.stringMatching(/manager is not installed there/),
    });
  });
});

describe('a Tomcat with Jolokia and without its manager', () => {
  // As the protocol's description has it, https://jolokia.org/reference/html/manual/jolokia_protocol.html
  const results: Record<string, unknown> = {
    'Catalina:type=Server': { serverInfo: 'Apache Tomcat/8.5.93', serverNumber: '8.5.93.0' },
    'Catalina:type=ThreadPool,name=*': {
      'Catalina:name="http-nio-8080",type=ThreadPool': {
        maxThreads: 200,
        currentThreadCount: 25,
        currentThreadsBusy: 170,
        connectionCount: 180,
      },
    },
    'Catalina:type=GlobalRequestProcessor,name=*': {
      'Catalina:name="http-nio-8080",type=GlobalRequestProcessor': {
        requestCount: 1_000,
        errorCount: 7,
        processingTime: 12_345,
        maxTime: 900,
        bytesReceived: 10,
        bytesSent: 20,
      },
    },
    'Catalina:type=Manager,*': {
      'Catalina:context=/,host=localhost,type=Manager': { activeSessions: 4 },
      'Catalina:context=/app,host=localhost,type=Manager': { activeSessions: 38 },
    },
    'Catalina:type=DataSource,*': {
      'Catalina:class=javax.sql.DataSource,context=/app,host=localhost,name="jdbc/main",type=DataSource': {
        numActive: 18,
        maxTotal: 20,
      },
    },
    'java.lang:type=Memory': { HeapMemoryUsage: { init: 1, committed: 600, max: 1_000, used: 500 } },
    'java.lang:type=Threading': { ThreadCount: 61 },
    'java.lang:type=GarbageCollector,name=*': {
      'java.lang:name=Copy,type=GarbageCollector': { CollectionTime: 1_500 },
      'java.lang:name=MarkSweepCompact,type=GarbageCollector': { CollectionTime: 500 },
    },
    'java.lang:type=Runtime': { Uptime: 86_400_000 },
  };

  it('tells sessions and data sources as well', async () => {
    const server = await httpServer((request, response, body) => {
      if (request.url !== '/jolokia') return response.writeHead(404).end();
      const reads = JSON.parse(body) as { mbean: string }[];
      return response.end(
        JSON.stringify(
          reads.map(({ mbean }) => ({ status: 200, value: results[mbean], request: { mbean } })),
        ),
      );
    });

    const { values, facts } = await readOnce(tomcat, { port: server.port });
    await server.close();

    expect(values).toMatchObject({
      'middleware.busy_percent{http-nio-8080}': 85,
      'tomcat_connector.error_count{http-nio-8080}': 7,
      'middleware.sessions': 42,
      'middleware.connections': 180,
      'middleware.heap_used_percent': 50,
      'middleware.gc_seconds_total': 2,
      'middleware.uptime_seconds': 86_400,
      'middleware_datasource.used_percent{jdbc/main}': 90,
    });
    expect(facts).toMatchObject([{ data: { version: '8.5.93' } }]);
  });

  it('that checks origins is denied with what to allow', async () => {
    const server = await httpServer((_request, response) =>
      response.end(
        JSON.stringify({ status: 403, error: 'Origin http://localhost is not allowed to call this agent' }),
      ),
    );

    const asked = readOnce(tomcat, { port: server.port, interface: 'jolokia' });

    await expect(asked).rejects.toMatchObject({
      state: 'denied',
      message: expect.stringMatching(/jolokia-access\.xml/),
    });
    await server.close();
  });
});

describe('the status of the manager', () => {
  it('is understood with several connectors, pools without a limit and escaped names', () => {
    const status = parseManagerStatus(`<?xml version="1.0"?><status><jvm>
      <memory free='10' total='20' max='40'/>
      <memorypool name='Metaspace' type='Non-heap memory' usageInit='0' usageCommitted='9' usageMax='-1' usageUsed='8'/></jvm>
      <connector name='"ajp-nio-8009"'><threadInfo maxThreads="5" currentThreadCount="2" currentThreadsBusy="0" />
      <requestInfo maxTime="1" processingTime="2" requestCount="3" errorCount="0" bytesReceived="4" bytesSent="5" /><workers></workers></connector>
      <connector name='&quot;http-nio-80&quot;'><threadInfo maxThreads="7" currentThreadCount="2" currentThreadsBusy="1" />
      <requestInfo maxTime="1" processingTime="2" requestCount="30" errorCount="1" bytesReceived="4" bytesSent="5" /><workers><worker stage="S"/></workers></connector></status>`);

    expect(status?.connectors.map(({ name, maxThreads, requests }) => [name, maxThreads, requests])).toEqual([
      ['ajp-nio-8009', 5, 3],
      ['http-nio-80', 7, 30],
    ]);
    expect(status?.memory).toEqual({ free: 10, total: 20, max: 40 });
    expect(status?.pools).toEqual([{ name: 'Metaspace', type: 'Non-heap memory', used: 8, max: -1 }]);
  });

  it('is no page of something else', () => {
    expect(parseManagerStatus('<html>status</html>')).toBeUndefined();
  });
});

it('prints an account with the one role that it needs', async () => {
  const text = await tomcat.grants?.({ user: 'wa"rd' });

  expect(text).toContain('username="wa&quot;rd"');
  expect(text?.match(/manager-[a-z]+/g)).toEqual(['manager-status', 'manager-status']);
});
