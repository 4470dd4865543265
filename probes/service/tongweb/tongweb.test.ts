import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpServer, readOnce } from '../test-service.ts';
import { tongweb } from './tongweb.ts';

const account = { user: 'ward', password: 'look-only' };
const data = (name: string, ...parts: unknown[]) => ({
  name,
  success: true,
  errorInfo: null,
  message: null,
  data: parts,
});

/** Form and names: the vendor's manual for developers of TongWeb V7.0 (二次开发接口), 3.1.1 to 3.1.3 and 2.2.4. */
const answers: Record<string, unknown> = {
  tongweb_server_detail: data('TONGWEB_SERVER_DETAIL', {
    serverInfo: 'TongWeb',
    serverNumber: '7.0.6.1',
    stateName: 'STARTED',
  }),
  jvm_memory_detail: data('JVM_MEMORY_DETAIL', {
    HeapMemoryUsage: { init: 1, used: 300, committed: 500, max: 1_000 },
  }),
  jvm_threading_detail: data('JVM_THREADING_DETAIL', { ThreadCount: 88 }),
  runtime_detail: data('RUNTIME_DETAIL', { Uptime: 451_388 }),
  web_container: data('WEB_CONTAINER', {
    ajpListener: [],
    httpListener: [
      { name: 'system-http-listener', port: 9060 },
      { name: 'tong-http-listener', port: 8088 },
    ],
  }),
};
const count = (busy: number) => ({
  canConnect: 'true',
  connectionCount: '12',
  currentThreadCount: '10',
  currentThreadsBusy: String(busy),
  maxThreads: 200,
  threadPoolUsage: '0.0',
});
const stat = {
  bytesSent: '5',
  bytesReceived: '4',
  processingTime: '30',
  errorCount: '2',
  maxTime: '9',
  requestCount: '70',
};

describe('a TongWeb of hand-written answers', () => {
  let mode: 'well' | 'says no' | 'no REST' | 'something else' = 'well';
  let server: Awaited<ReturnType<typeof httpServer>>;
  beforeAll(async () => {
    server = await httpServer((request, response) => {
      const url = new URL(request.url ?? '', 'http://localhost');
      const word = /^\/console\/rest\/api\/(\w+)$/.exec(url.pathname)?.[1];
      if (mode === 'no REST' || word === undefined) return response.writeHead(404).end();
      if (mode === 'something else') return response.end('<html>login</html>');
      if (mode === 'says no')
        return response.end(
          JSON.stringify({ name: null, success: false, message: '无权限访问', errorInfo: '…', data: null }),
        );
      const isConsole = url.searchParams.get('operatorName')?.includes('system-http-listener');
      const listener = data('LISTENER_DETAIL', { count: count(isConsole ? 0 : 190) }, { stat });
      return response.end(JSON.stringify(word === 'listener_detail' ? listener : answers[word]));
    });
  });
  afterAll(() => server.close());

  it('tells its heap, threads and channels', async () => {
    mode = 'well';

    const { values, facts, skipped } = await readOnce(tongweb, { port: server.port, ...account });

    expect(values).toMatchObject({
      'middleware.heap_used_percent': 30,
      'middleware.threads': 88,
      'middleware.uptime_seconds': 451.388,
      'middleware.connections': 24,
      'middleware.busy_percent{tong-http-listener}': 95,
      'middleware.busy_percent{system-http-listener}': 0,
      'tomcat_connector.request_count{tong-http-listener}': 70,
      'middleware.errors_total': 4,
    });
    expect(facts).toMatchObject([{ data: { vendor: '东方通', product: 'TongWeb', version: '7.0.6.1' } }]);
    expect(skipped).toEqual([
      { what: expect.stringMatching(/sessions/), why: expect.stringMatching(/Jolokia/) },
    ]);
  });

  it.each([
    ['says no', 'denied', /无权限访问/],
    ['no REST', 'unsupported', /TongWeb 7/],
    ['something else', 'wrong_answer', /not TongWeb's console/],
  ] as const)('that %s is %s', async (how, state, message) => {
    mode = how;

    await expect(readOnce(tongweb, { port: server.port, ...account })).rejects.toMatchObject({
      state,
      message: expect.stringMatching(message),
    });
  });
});

it('with Jolokia tells hung threads and data sources as well', async () => {
  const beans: Record<string, unknown> = {
    'TONGWEB:type=Server': { serverInfo: 'TongWeb', serverNumber: '7.0.4.9' },
    'TONGWEB:type=ThreadPool,name=*': {
      'TONGWEB:name="http-nio2-0.0.0.0-8088",type=ThreadPool': {
        maxThreads: 200,
        currentThreadsBusy: 20,
        currentThreadCount: 30,
        connectionCount: 7,
        currentThreadsHang: 3,
      },
    },
    'TONGWEB:type=Manager,*': { 'TONGWEB:context=/app,host=server,type=Manager': { activeSessions: 9 } },
    'java.lang:type=Memory': { HeapMemoryUsage: { used: 1, max: 4 } },
    'com.tongweb.hulk:type=Pool (*': {
      'com.tongweb.hulk:type=Pool (jdbc/main)': { ActiveConnections: 45, ThreadsAwaitingConnection: 2 },
    },
    'com.tongweb.hulk:type=PoolConfig (*': {
      'com.tongweb.hulk:type=PoolConfig (jdbc/main)': { MaximumPoolSize: 50 },
    },
  };
  const server = await httpServer((_request, response, body) => {
    const reads = JSON.parse(body) as { mbean: string }[];
    const results = reads.map(({ mbean }) =>
      mbean in beans
        ? { status: 200, value: beans[mbean] }
        : { status: 404, error: 'no such bean', error_type: 'javax.management.InstanceNotFoundException' },
    );
    response.end(JSON.stringify(results));
  });

  const { values } = await readOnce(tongweb, { port: server.port, interface: 'jolokia' });
  await server.close();

  expect(values).toMatchObject({
    'tongweb.hung_threads': 3,
    'middleware.sessions': 9,
    'middleware.busy_percent{http-nio2-0.0.0.0-8088}': 10,
    'middleware_datasource.used_percent{jdbc/main}': 90,
    'middleware_datasource.waiting{jdbc/main}': 2,
    'middleware.heap_used_percent': 25,
  });
});
