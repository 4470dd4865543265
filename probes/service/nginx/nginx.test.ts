import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Nginx, startNginx } from '#scripts/servers/nginx.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { never, readOnce, testOptions } from '../test-service.ts';
import { NginxConfig } from './config.ts';
import { nginx } from './nginx.ts';
import { parseStubStatus } from './parse-stub-status.ts';

describeWith('nginx', 'a real nginx', () => {
  let server: Nginx;
  beforeAll(async () => {
    server = await startNginx({
      server: [
        'location = /nginx_status { stub_status; }',
        'location = /forbidden { deny all; stub_status; }',
        'location = /moved { return 301 https://elsewhere.example/nginx_status?secret=1; }',
        'location = /broken { return 503; }',
      ],
    });
    writeFileSync(join(server.pages, 'index.html'), '<h1>welcome</h1>');
  });
  afterAll(() => server?.stop());

  it('tells its connections and requests, and what it is', async () => {
    const { values, facts } = await readOnce(nginx, { port: server.port, connections_limit: 64 });

    expect(values).toMatchObject({
      'nginx.active': 1,
      'nginx.writing': 1,
      'nginx.waiting': 0,
      'nginx.dropped': 0,
      'middleware.busy_percent{connections}': 100 / 64,
    });
    expect(values['nginx.requests']).toBe(values['middleware.requests_total']);
    expect(facts).toMatchObject([
      {
        kind: 'inventory',
        key: '',
        data: { vendor: 'F5', product: 'nginx', version: expect.stringMatching(/^\d/) },
      },
    ]);
  });

  it('counts on, in the same columns', async () => {
    const probe = nginx.create(NginxConfig.parse({ address: '127.0.0.1', port: server.port }), testOptions());

    const first = await probe.collect(never);
    const second = await probe.collect(never);
    await probe.close();

    const requests = first.readings.findIndex(({ column }) => column.metric === 'nginx.requests');
    expect(second.readings[requests]?.value).toBe((first.readings[requests]?.value ?? NaN) + 1);
    expect(second.readings.every(({ column }, i) => column === first.readings[i]?.column)).toBe(true);
    expect(second.facts).toEqual([]);
  });

  it('is explained with the time of its one request', async () => {
    const config = NginxConfig.parse({ address: '127.0.0.1', port: server.port });
    const explanation = await nginx.explain?.(config, testOptions(), never);

    expect(explanation).toMatchObject({
      recognised: {
        profile: 'nginx',
        kind: 'service',
        vendor: 'F5',
        model: expect.stringMatching(/^nginx \d/),
      },
      timings: [{ step: '/nginx_status', requests: 1 }],
    });
  });

  it.each([
    ['/forbidden', 'denied', /add `allow <address of the agent>;`/],
    ['/nowhere', 'unsupported', /no stub_status there/],
    ['/', 'wrong_answer', /not the page of nginx stub_status: text\/html by nginx/],
    ['/moved', 'misconfigured', /sends on to https:\/\/elsewhere\.example\/nginx_status: look at scheme/],
    ['/broken', 'failed', /status 503/],
  ])('at the path %s is %s', async (path, state, message) => {
    const asked = readOnce(nginx, { port: server.port, path });

    await expect(asked).rejects.toMatchObject({ state, message: expect.stringMatching(message) });
    await expect(asked).rejects.not.toThrow(/secret=1/);
  });

  it('that hangs is silent, and well again afterwards', async () => {
    server.pause();
    const asked = readOnce(nginx, { port: server.port, timeout: '200ms' });
    await expect(asked).rejects.toMatchObject({ state: 'silent' });
    server.resume();

    await expect(readOnce(nginx, { port: server.port })).resolves.toBeDefined();
  });
});

describe('the page of stub_status', () => {
  it('is understood with the further column of Tengine', () => {
    const page = `Active connections: 9
server accepts handled requests request_time
 28 26 30 1546
Reading: 1 Writing: 2 Waiting: 6
`;

    expect(parseStubStatus(page)).toEqual({
      active: 9,
      accepts: 28,
      handled: 26,
      requests: 30,
      reading: 1,
      writing: 2,
      waiting: 6,
    });
  });

  it.each(['', '<html>Active connections</html>', 'Active connections: 3\n'])('is not %j', (text) => {
    expect(parseStubStatus(text)).toBeUndefined();
  });
});

it('prints the location that serves its figures', async () => {
  expect(await nginx.grants?.({ user: 'ward' })).toMatch(/stub_status;\n[\s\S]*deny all;/);
});
