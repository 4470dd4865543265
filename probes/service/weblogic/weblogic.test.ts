import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpServer, readOnce } from '../test-service.ts';
import { healthCode, stateCode } from './server-facts.ts';
import { weblogic } from './weblogic.ts';

const account = { user: 'ward', password: 'look-only' };
const LATEST = '/management/weblogic/latest';

/*
 * Shapes of answers: https://docs.oracle.com/middleware/12213/wls/WLRUR/using.htm (collections stand in `items`), beans and
 * their properties: https://docs.oracle.com/middleware/12213/wls/WLMBR/core/index.html
 */
const domain: Record<string, unknown> = {
  [`${LATEST}/domainRuntime/serverRuntimes`]: {
    items: [
      {
        name: 'AdminServer',
        state: 'RUNNING',
        healthState: { state: 'ok', subsystemName: null, symptoms: [] },
        openSocketsCurrentCount: 3,
        weblogicVersion: 'WebLogic Server 12.2.1.3.0 Thu Aug 17 13:39:49 PDT 2017 1882952',
      },
      { name: 'app1', state: 'RUNNING', healthState: { state: 'overloaded' }, openSocketsCurrentCount: 120 },
    ],
  },
  [`${LATEST}/domainRuntime/serverRuntimes/AdminServer/JVMRuntime`]: {
    heapSizeCurrent: 600,
    heapFreeCurrent: 100,
    heapSizeMax: 1_000,
    uptime: 60_000,
  },
  [`${LATEST}/domainRuntime/serverRuntimes/AdminServer/threadPoolRuntime`]: {
    executeThreadTotalCount: 20,
    executeThreadIdleCount: 2,
    standbyThreadCount: 10,
    hoggingThreadCount: 0,
    stuckThreadCount: 0,
    queueLength: 0,
    completedRequestCount: 4_711,
  },
  [`${LATEST}/domainRuntime/serverRuntimes/AdminServer/JDBCServiceRuntime/JDBCDataSourceRuntimeMBeans`]: {
    items: [],
  },
  [`${LATEST}/domainRuntime/serverRuntimes/app1/JVMRuntime`]: {
    heapSizeCurrent: 990,
    heapFreeCurrent: 30,
    heapSizeMax: 1_000,
  },
  [`${LATEST}/domainRuntime/serverRuntimes/app1/threadPoolRuntime`]: {
    executeThreadTotalCount: 390,
    executeThreadIdleCount: 0,
    standbyThreadCount: 0,
    stuckThreadCount: 4,
    queueLength: 17,
  },
  [`${LATEST}/domainRuntime/serverRuntimes/app1/JDBCServiceRuntime/JDBCDataSourceRuntimeMBeans`]: {
    items: [{ name: 'main', activeConnectionsCurrentCount: 15, waitingForConnectionCurrentCount: 6 }],
  },
  [`${LATEST}/domainRuntime/serverLifeCycleRuntimes`]: {
    items: [
      { name: 'AdminServer', state: 'RUNNING' },
      { name: 'app1', state: 'RUNNING' },
      { name: 'app2', state: 'SHUTDOWN' },
    ],
  },
};

/** As 10.3.6 answers: https://docs.oracle.com/cd/E23943_01/web.1111/e24682/toc.htm */
const tenant: Record<string, unknown> = {
  '/management/tenant-monitoring/servers': {
    body: {
      items: [
        { name: 'adminserver', state: 'RUNNING', health: 'HEALTH_OK' },
        { name: 'ms1', state: 'SHUTDOWN', health: '' },
      ],
    },
    messages: [],
  },
  '/management/tenant-monitoring/servers/adminserver': {
    body: {
      item: {
        name: 'adminserver',
        state: 'RUNNING',
        health: 'HEALTH_OK',
        weblogicVersion: 'WebLogic Server 10.3.6.0 Tue Nov 15 08:52:36 PST 2011 1441050',
        openSocketsCurrentCount: 2,
        heapSizeCurrent: 500,
        heapFreeCurrent: 100,
        heapSizeMax: 800,
      },
    },
    messages: [],
  },
};

describe('a WebLogic of hand-written answers', () => {
  let answers: Record<string, unknown> = {};
  let refused: Record<string, number> = {};
  let methods: string[] = [];
  let server: Awaited<ReturnType<typeof httpServer>>;
  beforeAll(async () => {
    server = await httpServer((request, response) => {
      const path = (request.url ?? '').split('?', 1)[0] ?? '';
      methods.push(request.method ?? '');
      const status = refused[path] ?? (path in answers ? 200 : 404);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answers[path] ?? { status }));
    });
  });
  afterAll(() => server.close());

  function serving(given: Record<string, unknown>, not: Record<string, number> = {}): void {
    answers = given;
    refused = not;
    methods = [];
  }

  it('tells the servers of its domain, those that are down among them, and only reads', async () => {
    serving(domain);

    const { values, facts, skipped } = await readOnce(weblogic, { port: server.port, ...account });

    expect(values).toMatchObject({
      'weblogic_server.state{AdminServer}': stateCode('RUNNING'),
      'weblogic_server.state{app2}': stateCode('SHUTDOWN'),
      'weblogic_server.health{app1}': healthCode('overloaded'),
      'weblogic_server.stuck_threads{app1}': 4,
      'weblogic_server.queue_length{app1}': 17,
      'middleware.busy_percent{AdminServer,threads}': 2,
      'middleware.busy_percent{app1,threads}': 97.5,
      'middleware.heap_used_percent{AdminServer}': 50,
      'middleware.heap_used_percent{app1}': 96,
      'middleware.requests_total{AdminServer}': 4_711,
      'middleware.uptime_seconds{AdminServer}': 60,
      'middleware_datasource.waiting{app1,main}': 6,
    });
    expect(facts).toMatchObject([
      { data: { vendor: 'Oracle', product: 'WebLogic Server', version: '12.2.1.3.0' } },
    ]);
    expect(skipped).toEqual([]);
    expect(new Set(methods)).toEqual(new Set(['GET']));
  });

  it('whose parts are not all allowed tells the others, and which', async () => {
    serving(domain, { [`${LATEST}/domainRuntime/serverRuntimes/app1/JVMRuntime`]: 403 });

    const { values, skipped } = await readOnce(weblogic, { port: server.port, ...account });

    expect(values['middleware.heap_used_percent{app1}']).toBeNaN();
    expect(values['weblogic_server.stuck_threads{app1}']).toBe(4);
    expect(skipped).toEqual([{ what: 'JVM of app1', why: expect.stringMatching(/group Monitors/) }]);
  });

  it('asked at a managed server tells that one', async () => {
    const own = `${LATEST}/serverRuntime`;
    serving({
      [own]: { name: 'app1', state: 'RUNNING', healthState: { state: 'ok' } },
      [`${own}/JVMRuntime`]: { heapSizeCurrent: 9, heapFreeCurrent: 0, heapSizeMax: 10 },
      [`${own}/threadPoolRuntime`]: {},
      [`${own}/JDBCServiceRuntime/JDBCDataSourceRuntimeMBeans`]: { items: [] },
    });

    const { values } = await readOnce(weblogic, { port: server.port, ...account });

    expect(values['middleware.heap_used_percent{app1}']).toBe(90);
  });

  it('of 10.3.6 tells what that one has', async () => {
    serving(tenant);

    const { values, facts, skipped } = await readOnce(weblogic, { port: server.port, ...account });

    expect(values).toMatchObject({
      'weblogic_server.state{ms1}': stateCode('SHUTDOWN'),
      'weblogic_server.health{adminserver}': healthCode('ok'),
      'middleware.heap_used_percent{adminserver}': 50,
    });
    expect(facts).toMatchObject([{ data: { version: '10.3.6.0' } }]);
    expect(skipped).toMatchObject([{ what: 'threads and data sources' }]);
  });

  it('without RESTful management says how it is enabled', async () => {
    serving({});

    await expect(readOnce(weblogic, { port: server.port, ...account })).rejects.toMatchObject({
      state: 'unsupported',
      message: expect.stringMatching(/Enable RESTful Management Services/),
    });
  });

  it('that lets nobody in says who has to be', async () => {
    serving(domain, { [`${LATEST}/domainRuntime/serverRuntimes`]: 401 });
    await expect(readOnce(weblogic, { port: server.port, ...account })).rejects.toMatchObject({
      state: 'wrong_secret',
    });

    serving(domain, { [`${LATEST}/domainRuntime/serverRuntimes`]: 403 });
    await expect(readOnce(weblogic, { port: server.port, ...account })).rejects.toMatchObject({
      state: 'denied',
      message: expect.stringMatching(/group Monitors/),
    });
  });
});

it('knows states and healths as both interfaces word them', () => {
  expect(healthCode('HEALTH_OK')).toBe(healthCode('ok'));
  expect(healthCode('HEALTH_WARN')).toBe(healthCode('warn'));
  expect(stateCode('FORCE_SUSPENDING')).toBe(stateCode('ADMIN'));
  expect(stateCode('something new')).toBe(stateCode('UNKNOWN'));
});

it('prints an account of the group Monitors', async () => {
  expect(await weblogic.grants?.({ user: 'ward' })).toMatch(/addMemberToGroup\('Monitors', 'ward'\)/);
});
