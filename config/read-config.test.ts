import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { duration, size } from './duration.ts';
import { ConfigError, type Override, readConfig, readConfigText } from './read-config.ts';

const Settings = z.strictObject({
  listen: z.string().min(3).default('127.0.0.1:8642'),
  interval: duration({ min: '1s', max: '1h' }).default(10_000),
  limit: size({ min: '1MB' }).default(1024),
  token: z
    .string()
    .regex(/^[a-z]+$/, 'allowed are the letters a to z')
    .optional(),
  collectors: z
    .array(z.url({ error: 'allowed is an address such as "https://ward.example:8642"' }))
    .default([]),
  network: z
    .union([z.cidrv4(), z.cidrv6()], { error: 'allowed is a network such as "10.0.0.0/8"' })
    .optional(),
  workers: z.int().min(1).max(8).default(1),
  store: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('embedded'), retention: duration().default(1) }),
      z.strictObject({ kind: z.literal('influxdb'), url: z.string(), database: z.string() }),
    ])
    .prefault({ kind: 'embedded' }),
  probes: z
    .record(z.string(), z.union([z.literal(false), z.strictObject({ mounts: z.array(z.string()) })]))
    .default({}),
});

const mistakes: [what: string, yaml: string, message: string][] = [
  [
    'an unknown key',
    'listen: a:1\nintervall: 5s\n',
    'w.yaml:2: intervall: there is no such setting. Did you mean "interval"? Allowed: listen, interval, limit, token, collectors, network, workers, store, probes.',
  ],
  [
    'an unknown key inside',
    'probes:\n  disk:\n    mounts: [/]\n    mount_points: [/]\n',
    'w.yaml:4: probes.disk.mount_points: there is no such setting. Allowed: mounts.',
  ],
  [
    'a key of another alternative',
    'store:\n  kind: embedded\n  databse: x\n',
    'w.yaml:3: store.databse: there is no such setting. Allowed: kind, retention.',
  ],
  [
    'a duration without a unit',
    'interval: 10\n',
    'w.yaml:1: interval: found the number 10; allowed is a duration such as "10s", "5m", "24h" or "7d", at least "1s", at most "1h".',
  ],
  [
    'a duration out of bounds',
    '\n\ninterval: 2h\n',
    'w.yaml:3: interval: found "2h"; allowed is a duration such as "10s", "5m", "24h" or "7d", at least "1s", at most "1h".',
  ],
  [
    'a size without a unit',
    'limit: 512\n',
    'w.yaml:1: limit: found the number 512; allowed is a size such as "64KB", "512MB" or "2GB", at least "1MB".',
  ],
  ['a wrong type', 'listen: [1]\n', 'w.yaml:1: listen: found a list of 1; allowed is a text.'],
  ['an empty value', 'listen:\n', 'w.yaml:1: listen: found nothing; allowed is a text.'],
  ['a short text', 'listen: a\n', 'w.yaml:1: listen: found "a"; allowed is at least 3 characters.'],
  ['a number too large', 'workers: 9\n', 'w.yaml:1: workers: found the number 9; allowed is at most 8.'],
  ['a fraction', 'workers: 1.5\n', 'w.yaml:1: workers: found the number 1.5; allowed is a whole number.'],
  [
    'a wrong element',
    'collectors:\n  - http://a\n  - "no address"\n',
    'w.yaml:3: collectors[1]: found "no address"; allowed is an address such as "https://ward.example:8642".',
  ],
  [
    'something missing',
    'store:\n  kind: influxdb\n  url: x\n',
    'w.yaml:1: store.database: is missing; allowed is a text.',
  ],
  [
    'an unknown kind',
    'store: {kind: oracle}\n',
    'w.yaml:1: store.kind: found "oracle"; allowed is one of "embedded", "influxdb".',
  ],
  [
    'none of the alternatives',
    'probes:\n  disk: true\n',
    'w.yaml:2: probes.disk: found the value true; allowed is false or a map.',
  ],
  [
    'none of the alternatives, with a word of its own',
    'network: everybody\n',
    'w.yaml:1: network: found "everybody"; allowed is a network such as "10.0.0.0/8".',
  ],
  [
    'a secret',
    'token: Hunter2\n',
    'w.yaml:1: token: found a text of 7 characters; allowed are the letters a to z.',
  ],
  [
    'a key twice',
    'listen: a:1\nlisten: b:2\n',
    'w.yaml:2: the same key stands twice in one map; once is allowed.',
  ],
  ['a tab', 'probes:\n\tdisk: false\n', 'w.yaml:2: a tab is used to indent; YAML allows spaces only.'],
  ['a list for everything', '- a\n', 'w.yaml:1: found a list of 1; allowed is a map.'],
  ['no YAML', 'listen: "a\n', 'w.yaml:2: is no YAML: Missing closing "quote'],
];

describe('a mistake is told with its line, its field, what was found and what is allowed', () => {
  test.each(mistakes)('%s', (_what, yaml, message) => {
    expect(mistakeOf(yaml)).toBe(message);
  });

  test('several mistakes are told at once', () => {
    expect(mistakeOf('workers: 0\nlisten: 5\n').split('\n')).toHaveLength(2);
  });

  test('a mistake in a flag names the flag and not the file', () => {
    const message = mistakeOf('interval: 5s\n', [{ path: ['interval'], value: '5', from: '--interval' }]);

    expect(message).toMatch(/^--interval: found "5"; allowed is a duration/);
  });

  test('a file with thousands of aliases of aliases is refused', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 9; i++) lines.push(`a${i}: &a${i} [${`*a${i - 1}, `.repeat(9)}*a${i - 1}]`);

    expect(mistakeOf(lines.join('\n'))).toMatch(/^w\.yaml: its aliases cannot be resolved/);
  });
});

describe('what is read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ward-config-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('a file gives typed values, its gaps the defaults', () => {
    const file = join(folder, 'ward.yaml');
    writeFileSync(file, 'interval: 5m\nlimit: 2MB\nprobes: {disk: {mounts: [/data]}}\n');

    const settings = readConfig(file, Settings);

    expect(settings.interval).toBe(300_000);
    expect(settings.limit).toBe(2 * 1024 ** 2);
    expect(settings.listen).toBe('127.0.0.1:8642');
    expect(settings.probes.disk).toEqual({ mounts: ['/data'] });
  });

  test('without a file there are the overrides and the defaults', () => {
    const overrides = [{ path: ['probes', 'disk', 'mounts'], value: ['/'], from: '--mounts' }];

    const settings = readConfig(undefined, Settings, overrides);

    expect(settings.probes).toEqual({ disk: { mounts: ['/'] } });
    expect(settings.interval).toBe(10_000);
  });

  test('an override wins over the file and leaves its neighbours alone', () => {
    const settings = readConfigText('listen: a:1\nworkers: 3\n', 'w.yaml', Settings, [
      { path: ['listen'], value: 'b:2', from: '--listen' },
    ]);

    expect(settings).toMatchObject({ listen: 'b:2', workers: 3 });
  });

  test('an empty file is all defaults', () => {
    expect(readConfigText('# nothing\n', 'w.yaml', Settings).workers).toBe(1);
  });

  test('a file that is not there is named', () => {
    expect(() => readConfig('/nowhere/ward.yaml', Settings)).toThrow(
      '/nowhere/ward.yaml: there is no such file.',
    );
  });

  test('a folder is named as such', () => {
    expect(() => readConfig(folder, Settings)).toThrow('is a folder; the path of a YAML file is needed.');
  });
});

function mistakeOf(yaml: string, overrides: Override[] = []): string {
  try {
    readConfigText(yaml, 'w.yaml', Settings, overrides);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'no mistake found';
}
