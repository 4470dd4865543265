import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readConfigText } from '#config/read-config.ts';
import { settingsOf } from '#config/settings-table.ts';
import { isLoopback, parseListen } from './address.ts';
import { readCollectorConfig } from './command-line.ts';
import { CollectorConfig } from './config.ts';
import { configurationReference } from './configuration-reference.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ward-config-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const example = new URL('../../deploy/collector.example.yaml', import.meta.url).pathname;

function configOf(...argv: string[]): CollectorConfig {
  const read = readCollectorConfig(argv);
  if ('help' in read) throw new Error('help');
  return read.config;
}

test('without a file and flags everything has its default', () => {
  expect(configOf()).toMatchObject({
    listen: { host: '127.0.0.1', port: 8642 },
    data: './data',
    interval: 10_000,
    agent: true,
    store: { kind: 'embedded' },
    retention: { raw: 35 * 86_400_000 },
    journal: { size: 2 * 1024 ** 3 },
    limits: { seriesPerAgent: 5_000, queryTime: 30_000 },
    sessions: { idle: 12 * 3_600_000, absolute: 7 * 86_400_000 },
  });
});

test('flags win over the file', () => {
  const file = join(directory, 'collector.yaml');
  writeFileSync(file, 'listen: 10.0.0.1:1\ninterval: 30s\n');

  const config = configOf('--config', file, '--listen', '0.0.0.0:0', '--no-agent', '--store', 'memory');

  expect(config.listen).toEqual({ host: '0.0.0.0', port: 0 });
  expect(config.interval).toBe(30_000);
  expect(config.agent).toBe(false);
  expect(config.store).toEqual({ kind: 'memory' });
});

test('the shipped example is read, and what is commented out in it too', () => {
  expect(configOf('--config', example).listen.port).toBe(8642);
  const all = readFileSync(example, 'utf8')
    .replaceAll(/^# ?(?= *[a-zA-Z]+:( |$))/gm, '')
    .replace(/^store: emb.*$/m, '');

  const config = readConfigText(all, 'example', CollectorConfig);

  expect(config).toMatchObject({
    tls: { clientCa: '/etc/ward/agents-ca.crt' },
    store: { kind: 'influxdb', user: 'ward', database: 'ward' },
    mail: { port: 587, passwordFile: '/etc/ward/mail.password' },
    deadMansSwitch: { every: 60_000 },
    trustProxy: ['127.0.0.1'],
  });
});

describe('a mistake', () => {
  test.each([
    ['listen: 8642', /yaml:1: listen: found the number 8642.*an address with a port such as/s],
    ['listen: 1.2.3.4:99999', /listen.*found "1\.2\.3\.4:99999"/s],
    ['retenton:\n  raw: 1d', /retenton.*retention/s],
    ['data: d\nretention:\n  raw: 5 weeks', /yaml:3: retention\.raw.*a duration such as/s],
    ['store: postgres://x/y', /store.*"embedded", "memory"/s],
    ['tls:\n  cert: a.pem', /tls\.key/],
    ['trustProxy: [everybody]', /trustProxy\[0\].*10\.0\.0\.0\/8/s],
    ['pagesUrl: ward.example', /pagesUrl.*http:\/\//s],
    ['limits:\n  seriesPerAgent: many', /limits\.seriesPerAgent/],
  ])('such as %j is named with what is allowed', (text, message) => {
    const file = join(directory, 'wrong.yaml');
    writeFileSync(file, text);

    expect(() => configOf('--config', file)).toThrow(message);
  });
});

test.each([
  ['127.0.0.1:8642', { host: '127.0.0.1', port: 8642 }, true],
  ['[::1]:0', { host: '::1', port: 0 }, true],
  ['localhost:1', { host: 'localhost', port: 1 }, true],
  ['0.0.0.0:8642', { host: '0.0.0.0', port: 8642 }, false],
])('%s is an address', (text, address, loopback) => {
  expect(parseListen(text)).toEqual(address);
  expect(isLoopback(address)).toBe(loopback);
});

test.each(['127.0.0.1', ':8642', '::1:8642', 'http://x:1', 'a:b', '1.2.3.4:70000'])(
  '%s is no address',
  (text) => {
    expect(parseListen(text)).toBeUndefined();
  },
);

test('the reference names every setting, with what is allowed and what it means', () => {
  const settings = settingsOf(CollectorConfig);
  const page = configurationReference();

  expect(settings.length).toBeGreaterThan(30);
  for (const { path } of settings) expect(page).toContain(`\`${path}\``);
  expect(page).toContain(
    '| `retention.raw` | duration such as `10s`, `5m`, `24h`, `7d` | `"35d"` | samples as they came |',
  );
  expect(settings.filter(({ allowed }) => allowed === '')).toEqual([]);
});

test('help lists the flags', () => {
  const read = readCollectorConfig(['--help']);

  expect(read).toMatchObject({ help: expect.stringMatching(/--no-agent {2,}starts no agent/) });
});
