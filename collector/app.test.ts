import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findProgram } from '#scripts/find-program.ts';
import { ADMIN_PASSWORD, type TestWorld, testWorld } from './api/test-world.ts';
import { type AppOptions, buildApp } from './app.ts';
import { callerOfUpgrade } from './http/access.ts';
import { isOnSqlite } from './ledger/temporary-ledger.ts';

let world: TestWorld;
const closing: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  world = await testWorld();
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await world.close();
});

/** Another application over the same parts. */
async function appWith(options: Partial<AppOptions> = {}) {
  const { app } = await buildApp({
    parts: world.parts,
    health: { readiness: () => ({ ready: true, reasons: [] }), stats: [] },
    pagesFolder: join(world.ledger.directory, 'pages'),
    version: '1.2.3',
    ...options,
  });
  closing.push(() => app.close());
  await app.ready();
  return app;
}

const signIn = (headers: Record<string, string> = {}) =>
  world.app.inject({
    method: 'POST',
    url: '/api/v1/session',
    headers,
    payload: { name: 'admin', password: ADMIN_PASSWORD },
  });

describe('the session cookie', () => {
  test('cannot be read by scripts or sent by other sites, and is secure under TLS', async () => {
    const plain = await signIn();
    const behindProxy = await appWith({ trustProxy: ['127.0.0.1'] });
    const secure = await behindProxy.inject({
      method: 'POST',
      url: '/api/v1/session',
      headers: { 'x-forwarded-proto': 'https' },
      payload: { name: 'admin', password: ADMIN_PASSWORD },
    });

    expect(plain.headers['set-cookie']).toMatch(
      /^ward_session=ws_[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect(secure.headers['set-cookie']).toMatch(/HttpOnly; Secure; SameSite=Strict$/);
  });

  test('opens what the bearer token opens, until one signs out', async () => {
    const cookie = String((await signIn()).headers['set-cookie']).split(';')[0];
    const ask = () => world.app.inject({ url: '/api/v1/session', headers: { cookie } });

    expect((await ask()).json()).toMatchObject({ name: 'admin', mustChangePassword: false });
    await world.app.inject({
      method: 'DELETE',
      url: '/api/v1/session',
      headers: { cookie, 'x-ward-csrf': '1' },
    });
    expect((await ask()).statusCode).toBe(401);
  });

  test.each([
    ['without the header', {}, 403],
    ['with the header', { 'x-ward-csrf': '1' }, 201],
    ['from another site, as the browser says', { 'x-ward-csrf': '1', 'sec-fetch-site': 'cross-site' }, 403],
    ['from a sister site', { 'x-ward-csrf': '1', 'sec-fetch-site': 'same-site' }, 403],
    ['from a foreign origin', { 'x-ward-csrf': '1', origin: 'http://evil.example' }, 403],
    ['from a page without origin', { 'x-ward-csrf': '1', origin: 'null' }, 403],
    ['from our own origin', { 'x-ward-csrf': '1', origin: 'http://ward.example', host: 'ward.example' }, 201],
  ])('changes something %s: %j → %i', async (_case, headers, status) => {
    const cookie = String((await signIn()).headers['set-cookie']).split(';')[0];

    const answer = await world.app.inject({
      method: 'POST',
      url: '/api/v1/organisations',
      headers: { cookie, ...headers } as Record<string, string>,
      payload: { name: 'new' },
    });

    expect(answer.statusCode).toBe(status);
    if (status === 403) expect(answer.json().code).toBe('cross_site');
  });

  test('opens a live socket for our own pages, not for those of another site', async () => {
    const { token } = (await signIn()).json();
    const open = (headers: Record<string, string>) => callerOfUpgrade({ headers }, world.registry.sessions);
    const cookie = `a=1; ward_session=${token}`;

    expect(await open({ cookie, host: 'ward.example', origin: 'https://ward.example' })).toBeDefined();
    expect(await open({ authorization: `Bearer ${token}` })).toBeDefined();
    expect(await open({ cookie, host: 'ward.example', origin: 'https://evil.example' })).toBeUndefined();
    expect(await open({ cookie, host: 'ward.example', 'sec-fetch-site': 'cross-site' })).toBeUndefined();
    expect(await open({ host: 'ward.example' })).toBeUndefined();
  });

  test('is not handed out to a page of another site', async () => {
    expect((await signIn({ origin: 'http://evil.example' })).statusCode).toBe(403);
    expect((await signIn({ 'sec-fetch-site': 'same-origin' })).statusCode).toBe(200);
  });
});

describe('an error', () => {
  test('of a field names it, what was found and what is allowed', async () => {
    const { status, body, headers } = await world.ask(world.admin, 'PUT', '/api/v1/rules/x', {
      id: 'x',
      foo: 1,
    });

    expect(status).toBe(400);
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(body.code).toBe('invalid');
    expect(body.details.in).toBe('body');
    expect(body.details.issues.map((issue: { field: string }) => issue.field)).toContain('severity');
  });

  test('of a query string names what is allowed', async () => {
    const wrong = await world.ask(world.admin, 'GET', '/api/v1/query?metric=cpu&foo=1');

    expect(wrong.status).toBe(400);
    expect(JSON.stringify(wrong.body.details.issues)).toMatch(/not of the form subject\.field/);
  });

  test('of our own is told by an id and logged with its reason', async () => {
    const logged: unknown[] = [];
    const log = () => {};
    const logger = {
      level: 'error',
      fatal: log,
      error: (...args: unknown[]) => void logged.push(args),
      warn: log,
      info: log,
      debug: log,
      trace: log,
      silent: log,
      child: () => logger,
    };
    const app = await appWith({
      logger: logger as never,
      register: [
        (scope) =>
          void scope.get('/broken', { config: { permission: 'public' } }, async () => {
            throw new Error('a secret detail');
          }),
      ],
    });

    const answer = await app.inject('/broken');

    expect(answer.statusCode).toBe(500);
    expect(answer.payload).not.toContain('secret');
    expect(answer.json()).toMatchObject({ code: 'internal', details: { id: expect.any(String) } });
    expect(
      JSON.stringify(logged, (_key, value) => (value instanceof Error ? value.message : value)),
    ).toContain('a secret detail');
  });

  test.each([
    ['StoreUnavailableError', 503, 'store_unavailable'],
    ['QueryTooLargeError', 422, 'query_too_large'],
    ['JournalFullError', 503, 'journal_full'],
  ])('of a part, %s, is answered with %i %s', async (name, status, code) => {
    const app = await appWith({
      register: [
        (scope) =>
          void scope.get('/broken', { config: { permission: 'public' } }, async () => {
            throw Object.assign(new Error('why'), { name, what: 'series', found: 12, allowed: 10 });
          }),
      ],
    });

    const answer = await app.inject('/broken');

    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({ code, message: 'why', details: { found: 12, allowed: 10 } });
    if (status === 503) expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  });

  test.runIf(isOnSqlite)('of a full disk under the ledger says so and when to try again', async () => {
    await world.ledger.sql.run('PRAGMA max_page_count = 1');

    const answer = await world.ask(world.admin, 'POST', '/api/v1/organisations', { name: 'x'.repeat(90) });
    const all = [answer];
    for (let n = 0; n < 40 && all.at(-1)?.status === 201; n++) {
      all.push(
        await world.ask(world.admin, 'POST', '/api/v1/organisations', { name: `${n}`.padEnd(99, 'x') }),
      );
    }

    expect(all.at(-1)).toMatchObject({ status: 503, body: { code: 'ledger_unwritable' } });
    expect(all.at(-1)?.headers['retry-after']).toBe('30');
    expect((await world.ask(world.admin, 'GET', '/api/v1/organisations')).status).toBe(200);
  });

  test('of a body beyond the limit is 413, of one that is no JSON 400, of another type 415', async () => {
    const send = (headers: Record<string, string>, payload: string) =>
      world.app.inject({
        method: 'POST',
        url: '/api/v1/organisations',
        headers: { authorization: `Bearer ${world.admin}`, ...headers },
        payload,
      });
    const json = { 'content-type': 'application/json' };

    const large = await send(json, `{"name":"${'x'.repeat(2_000_000)}"}`);

    expect([large.statusCode, large.json().code]).toEqual([413, 'too_large']);
    expect((await send(json, '{')).statusCode).toBe(400);
    expect((await send({ 'content-type': 'text/xml' }, '<a/>')).statusCode).toBe(415);
  });

  test('of an unknown address is 404 in the same form', async () => {
    expect(await world.ask(undefined, 'GET', '/api/v1/nothing')).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
    expect((await world.ask(undefined, 'POST', '/')).status).toBe(404);
  });
});

describe('the headers', () => {
  test('allow our own pages only, on answers and refusals alike', async () => {
    const refused = await world.app.inject('/api/v1/targets');
    const page = await world.app.inject('/healthz');

    for (const { headers } of [refused, page]) {
      expect(headers['content-security-policy']).toContain("default-src 'none';script-src 'self'");
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['strict-transport-security']).toBeUndefined();
    }
    expect(refused.headers['cache-control']).toBe('no-store');
  });
});

describe('the pages', () => {
  test('are served compressed and remembered, and other addresses get the start page', async () => {
    const folder = join(world.ledger.directory, 'built');
    mkdirSync(join(folder, 'assets'), { recursive: true });
    writeFileSync(join(folder, 'index.html'), '<!doctype html>start');
    writeFileSync(join(folder, 'assets', 'main-1a2b.js'), 'plain');
    writeFileSync(join(folder, 'assets', 'main-1a2b.js.br'), 'packed');
    const app = await appWith({ pagesFolder: folder });

    const start = await app.inject('/');
    const deep = await app.inject('/machines/42');
    const asset = await app.inject({ url: '/assets/main-1a2b.js', headers: { 'accept-encoding': 'br' } });
    const missing = await app.inject('/assets/gone.js');

    expect(start.payload).toBe('<!doctype html>start');
    expect(start.headers['cache-control']).toBe('no-cache');
    expect(start.headers['content-security-policy']).toContain("script-src 'self'");
    expect([deep.statusCode, deep.payload]).toEqual([200, start.payload]);
    expect([asset.payload, asset.headers['content-encoding']]).toEqual(['packed', 'br']);
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(missing.statusCode).toBe(404);
    expect((await app.inject('/../ledger.sqlite')).payload).not.toContain('SQLite');
  });

  test('that are not built say how to build them', async () => {
    const answer = await world.app.inject('/');

    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ code: 'no_pages' });
  });
});

describe('health', () => {
  test('is told to everybody: alive, ready or why not, and the own figures', async () => {
    let ready = true;
    const app = await appWith({
      health: {
        readiness: () => ({ ready, reasons: ready ? [] : ['journal_full'] }),
        stats: [
          () => [
            { name: 'ward_journal_position', help: 'next entry', kind: 'gauge', value: ready ? 7 : 8 },
            {
              name: 'ward_drops_total',
              help: 'dropped',
              kind: 'counter',
              value: 3,
              labels: { part: 'live' },
            },
          ],
        ],
      },
    });

    expect((await app.inject('/healthz')).json()).toEqual({ status: 'ok' });
    expect((await app.inject('/readyz')).statusCode).toBe(200);
    expect((await app.inject('/metrics')).payload).toMatch(/^ward_journal_position 7$/m);
    ready = false;
    expect((await app.inject('/readyz')).json()).toEqual({ status: 'not_ready', reasons: ['journal_full'] });
    const metrics = (await app.inject('/metrics')).payload;
    expect(metrics).toMatch(/^ward_journal_position 8$/m);
    expect(metrics).toMatch(/^ward_drops_total\{part="live"\} 3$/m);
    expect(metrics).toMatch(/^process_cpu_seconds_total /m);
  });
});

describe('over the network', () => {
  test.skipIf(!findProgram('openssl'))('TLS with a client certificate lets in who has one', async () => {
    const { cert, key } = makeCertificate(world.ledger.directory);
    const open = await appWith({ tls: { cert, key } });
    const closed = await appWith({ tls: { cert, key, clientCa: cert } });
    const [openUrl, closedUrl] = [
      await open.listen({ host: '127.0.0.1', port: 0 }),
      await closed.listen({ host: '127.0.0.1', port: 0 }),
    ];

    const answered = await askOverTls(openUrl, { ca: cert });
    expect(answered.status).toBe(200);
    expect(answered.headers['strict-transport-security']).toContain('max-age=31536000');
    await expect(askOverTls(closedUrl, { ca: cert })).rejects.toThrow();
    expect((await askOverTls(closedUrl, { ca: cert, cert, key })).status).toBe(200);
  });

  test('a request that never ends its head does not keep others out', async () => {
    const app = await appWith();
    const url = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
    const half = Array.from({ length: 300 }, () => {
      const socket = connect(Number(url.port), '127.0.0.1');
      socket.on('error', () => {});
      socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n');
      return socket;
    });

    const answer = await fetch(`${url.origin}/healthz`);

    expect(answer.status).toBe(200);
    expect(app.server.headersTimeout).toBe(15_000);
    for (const socket of half) socket.destroy();
  });
});

/** A certificate for 127.0.0.1 that is its own authority and may be used by both sides. */
function makeCertificate(folder: string): { cert: string; key: string } {
  const [keyFile, certFile] = [join(folder, 'tls.key'), join(folder, 'tls.crt')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const what = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...what, ...subject, '-keyout', keyFile, '-out', certFile], {
    stdio: 'ignore',
  });
  return { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
}

async function askOverTls(url: string, tls: { ca: string; cert?: string; key?: string }) {
  const { request } = await import('node:https');
  return new Promise<{ status: number; headers: Record<string, unknown> }>((resolve, reject) => {
    const asked = request(`${url}/healthz`, { ...tls, agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers }));
    });
    asked.on('error', reject);
    asked.end();
  });
}
