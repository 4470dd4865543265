import type { ServerFacts } from '../session.ts';
import type { PRODUCTS } from './config.ts';

/** What `version()` says of those who speak PostgreSQL's protocol; the first that fits. */
const KINDS: readonly { pattern: RegExp; product: string; words: readonly string[] }[] = [
  { pattern: /kingbase/i, product: 'KingbaseES', words: ['kingbase'] },
  { pattern: /gaussdb/i, product: 'GaussDB', words: ['gauss'] },
  { pattern: /opengauss/i, product: 'openGauss', words: ['gauss'] },
  { pattern: /vastbase/i, product: 'Vastbase', words: ['gauss'] },
  { pattern: /mogdb/i, product: 'MogDB', words: ['gauss'] },
  { pattern: /gbase ?8c/i, product: 'GBase 8c', words: ['gauss'] },
  { pattern: /greenplum/i, product: 'Greenplum', words: ['greenplum'] },
  { pattern: /enterprisedb/i, product: 'EDB Advanced Server', words: ['postgresql', 'edb'] },
  { pattern: /highgo/i, product: 'HighGo', words: ['postgresql', 'highgo'] },
  { pattern: /uxsino|uxdb/i, product: 'UXDB', words: ['postgresql', 'uxdb'] },
  { pattern: /polardb/i, product: 'PolarDB', words: ['postgresql', 'polardb'] },
  { pattern: /cockroachdb/i, product: 'CockroachDB', words: ['cockroachdb'] },
  { pattern: /-yb-/i, product: 'YugabyteDB', words: ['postgresql', 'yugabyte'] },
  { pattern: /redshift/i, product: 'Redshift', words: ['redshift'] },
  { pattern: /^postgresql /i, product: 'PostgreSQL', words: ['postgresql'] },
];

/** What a server says of itself. */
export interface Said {
  /** The text of `version()`. */
  version: string;
  /** The parameter `server_version`: of relatives, the PostgreSQL that they are made of. */
  serverVersion: string;
  isReplica: boolean;
  /** Its catalogue is named `sys_…` and not `pg_…`. */
  isRenamed: boolean;
}

/** What it is, by its own words; `product` from the settings counts more. */
export function serverFacts(
  { version, serverVersion, isReplica, isRenamed }: Said,
  product: 'auto' | (typeof PRODUCTS)[number] = 'auto',
): ServerFacts {
  const kind =
    product === 'auto'
      ? KINDS.find(({ pattern }) => pattern.test(version))
      : KINDS.find(({ words }) => words.includes(product));
  const { product: name, words } = kind ?? { product: 'something like PostgreSQL', words: ['postgresql'] };
  return {
    product: name,
    version: versionText(version, serverVersion),
    numbers: numbersOf(serverVersion, version),
    words: [...words, ...(isReplica ? ['replica'] : []), ...(isRenamed ? ['sys_catalog'] : [])],
  };
}

/** Without the compiler: `PostgreSQL 15.4 (Debian 15.4-1)`, `openGauss 5.0.0 build a07d57c3`. */
function versionText(version: string, serverVersion: string): string {
  const [first = ''] = version.split(/ (?:on|compiled at) |, compiled/);
  const inner = /\(((?:openGauss|GaussDB|Greenplum|Vastbase|MogDB|GBase)[^)]*)\)/i.exec(first)?.[1];
  return (inner ?? first).trim().slice(0, 200) || serverVersion;
}

/** Statements are chosen by the version of PostgreSQL that it is made of. */
function numbersOf(serverVersion: string, version: string): number[] {
  const text =
    /^\d+(?:\.\d+)*/.exec(serverVersion)?.[0] ?? /PostgreSQL (\d+(?:\.\d+)*)/.exec(version)?.[1] ?? '';
  return text === '' ? [] : text.split('.').map(Number);
}
