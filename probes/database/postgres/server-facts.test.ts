import { describe, expect, it } from 'vitest';
import { serverFacts } from './server-facts.ts';

/** What the vendors print of `version()`, and what their servers report as `server_version`. */
const told: [
  version: string,
  serverVersion: string,
  product: string,
  shown: string,
  numbers: number[],
  word: string,
][] = [
  [
    'PostgreSQL 15.4 (Debian 15.4-1.pgdg120+1) on x86_64-pc-linux-gnu, compiled by gcc (Debian 12.2.0-14) 12.2.0, 64-bit',
    '15.4 (Debian 15.4-1.pgdg120+1)',
    'PostgreSQL',
    'PostgreSQL 15.4 (Debian 15.4-1.pgdg120+1)',
    [15, 4],
    'postgresql',
  ],
  [
    'PostgreSQL 9.6.24 on x86_64-pc-linux-gnu, compiled by gcc (GCC) 4.8.5 20150623 (Red Hat 4.8.5-44), 64-bit',
    '9.6.24',
    'PostgreSQL',
    'PostgreSQL 9.6.24',
    [9, 6, 24],
    'postgresql',
  ],
  [
    'PostgreSQL 18beta1 on x86_64-linux, compiled by clang, 64-bit',
    '18beta1',
    'PostgreSQL',
    'PostgreSQL 18beta1',
    [18],
    'postgresql',
  ],
  [
    'KingbaseES V008R006C005B0054 on x86_64-pc-linux-gnu, compiled by gcc (GCC) 4.1.2 20080704 (Red Hat 4.1.2-46), 64-bit',
    '12.1',
    'KingbaseES',
    'KingbaseES V008R006C005B0054',
    [12, 1],
    'kingbase',
  ],
  [
    'Kingbase V008R003C002B0100 on x86_64-unknown-linux-gnu, compiled by gcc (GCC) 4.1.2, 64-bit',
    '9.6.0',
    'KingbaseES',
    'Kingbase V008R003C002B0100',
    [9, 6, 0],
    'kingbase',
  ],
  [
    '(openGauss 5.0.0 build a07d57c3) compiled at 2023-03-29 03:07:56 commit 0 last mr   on x86_64-unknown-linux-gnu, compiled by g++ (GCC) 7.3.0, 64-bit',
    '9.2.4',
    'openGauss',
    'openGauss 5.0.0 build a07d57c3',
    [9, 2, 4],
    'gauss',
  ],
  [
    'PostgreSQL 9.2.4 (GaussDB Kernel V500R001C20 build 9d3ba1d0) compiled at 2021-05-13 19:32:31 commit 2527 last mr 3807 release',
    '9.2.4',
    'GaussDB',
    'GaussDB Kernel V500R001C20 build 9d3ba1d0',
    [9, 2, 4],
    'gauss',
  ],
  [
    'PostgreSQL 9.4.26 (Greenplum Database 6.20.0 build commit:9f1d2bd) on x86_64-unknown-linux-gnu, compiled by gcc (GCC) 6.4.0, 64-bit',
    '9.4.26',
    'Greenplum',
    'Greenplum Database 6.20.0 build commit:9f1d2bd',
    [9, 4, 26],
    'greenplum',
  ],
  ['Something 3 on a machine', '', 'something like PostgreSQL', 'Something 3', [], 'postgresql'],
];

describe('a server is what it says', () => {
  it.each(told)('%s', (version, serverVersion, product, shown, numbers, word) => {
    const facts = serverFacts({ version, serverVersion, isReplica: true, isRenamed: false });

    expect(facts).toEqual({
      product,
      version: shown,
      numbers,
      words: expect.arrayContaining([word, 'replica']),
    });
  });

  it('unless the settings know better', () => {
    const said = { version: 'HuiYi DB 1.0', serverVersion: '9.2.4', isReplica: false, isRenamed: true };

    expect(serverFacts(said, 'gauss').words).toEqual(['gauss', 'sys_catalog']);
  });
});
