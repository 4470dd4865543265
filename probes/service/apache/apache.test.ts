import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Apache, startApache } from '#scripts/servers/apache.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { httpServer, readOnce } from '../test-service.ts';
import { apache } from './apache.ts';

const lines = [
  '<Location "/server-status">',
  'SetHandler server-status',
  'Require all granted',
  '</Location>',
  '<Location "/forbidden">',
  'SetHandler server-status',
  'Require ip 192.0.2.10',
  '</Location>',
];

describeWith('apache2', 'a real Apache', () => {
  let server: Apache;
  beforeAll(async () => {
    server = await startApache({ lines });
  });
  afterAll(() => server?.stop());

  it('tells its workers and requests, and what it is', async () => {
    const { values, facts } = await readOnce(apache, { port: server.port, workers_limit: 8 });

    expect(values).toMatchObject({
      'apache.busy_workers': 1,
      'apache.workers_sending': 1,
      'apache.workers_keepalive': 0,
      'middleware.busy_percent{workers}': 12.5,
      'middleware.uptime_seconds': expect.any(Number),
    });
    expect(values['apache.idle_workers']).toBeGreaterThan(0);
    expect(facts).toMatchObject([
      { data: { vendor: 'Apache', product: 'Apache HTTP Server', version: expect.stringMatching(/^2\.4/) } },
    ]);
  });

  it('without a limit in the settings weighs busy against idle workers', async () => {
    const { values } = await readOnce(apache, { port: server.port });

    const idle = values['apache.idle_workers'] ?? Number.NaN;
    expect(values['middleware.busy_percent{workers}']).toBeCloseTo(100 / (1 + idle));
  });

  it.each([
    ['/forbidden?auto', 'denied', /Require ip <address of the agent>/],
    ['/nowhere?auto', 'unsupported', /mod_status is not loaded or not served there/],
    ['/server-status', 'wrong_answer', /not the page of mod_status with \?auto: text\/html/],
  ])('at the path %s is %s', async (path, state, message) => {
    await expect(readOnce(apache, { port: server.port, path })).rejects.toMatchObject({
      state,
      message: expect.stringMatching(message),
    });
  });
});

describe('the page of mod_status', () => {
  it('of processes with one thread each has a place for every worker that there may be', async () => {
    const page = [
      'ServerVersion: Apache/2.4.62 (Debian)',
      'ServerMPM: prefork',
      'Total Accesses: 21',
      'Total kBytes: 3',
      'BusyWorkers: 3',
      'IdleWorkers: 1',
      'Scoreboard: KWR_....',
      '',
    ].join('\n');
    const server = await httpServer((_request, response) => response.end(page));

    const { values } = await readOnce(apache, { port: server.port });
    await server.close();

    expect(values).toMatchObject({
      'middleware.busy_percent{workers}': 37.5,
      'apache.workers_keepalive': 1,
      'apache.workers_reading': 1,
      'apache.bytes_sent_total': 3_072,
      'apache.total_accesses': 21,
    });
  });
});

it('prints the configuration that serves its figures', async () => {
  expect(await apache.grants?.({ user: 'ward' })).toMatch(/SetHandler server-status/);
});
