import type { DatabaseEntry, SpaceEntry } from '../api/services.ts';
import { place } from './fake-place.ts';

const GIB = 1024 ** 3;

const MAKES = [
  ['Oracle', '11.2.0.4.0'],
  ['MySQL', '5.7.44-log'],
  ['PostgreSQL', '15.6'],
  ['Microsoft SQL Server', '2012 (SP4) 11.0.7507'],
  ['KingbaseES', 'V008R006C008B0014'],
  ['Dameng', '8.1.3.62'],
] as const;

export function makeSpaces(areDisks: boolean): SpaceEntry[] {
  const nowMs = Date.now();
  const names = areDisks
    ? ['/', '/var', '/data', '/backup', 'C:']
    : ['USERS', 'SYSTEM', 'UNDOTBS1', 'TEMP', 'HIS_DATA_2026', 'his_prod', 'PRIMARY'];
  return Array.from({ length: areDisks ? 1_400 : 420 }, (_, at): SpaceEntry => {
    const name = names[at % names.length] ?? '';
    const isPassing = name === 'TEMP' || name === 'UNDOTBS1';
    const code: SpaceEntry['code'] = isPassing
      ? 'passing'
      : at === 0
        ? 'full'
        : at === 2
          ? 'fills'
          : at < 40
            ? 'grows'
            : ((['far', 'steady', 'shrinks', 'short_history', 'no_limit'] as const)[at % 5] ?? 'steady');
    const limitBytes = code === 'no_limit' ? null : (32 + ((at * 37) % 900)) * GIB;
    const percent = code === 'full' ? 100 : code === 'fills' ? 91.4 : 20 + ((at * 13) % 77);
    const usedBytes = ((limitBytes ?? 50 * GIB) * percent) / 100;
    const days =
      code === 'full' ? 0 : code === 'fills' ? 0.4 : code === 'grows' ? 1.5 + at * at * 0.31 : null;
    return {
      ...place(`t-97${at % 40}`, areDisks ? `app-${at % 280}` : `his-db-${at % 40}`, at),
      name: at % 53 === 7 ? `${name}_历史数据归档_2019_2025_门诊与住院` : name,
      type: areDisks ? 'xfs' : isPassing ? 'temporary' : 'tablespace',
      code,
      days,
      usedBytes,
      allocatedBytes: limitBytes && usedBytes * 1.1 < limitBytes ? usedBytes * 1.1 : limitBytes,
      limitBytes,
      usedPercent: limitBytes === null ? null : percent,
      growth:
        code === 'grows'
          ? 'grows'
          : code === 'shrinks'
            ? 'shrinks'
            : code === 'short_history'
              ? 'unknown'
              : 'steady',
      bytesPerDay:
        code === 'grows' && days
          ? ((limitBytes ?? 0) - usedBytes) / days
          : code === 'shrinks'
            ? -0.4 * GIB
            : null,
      atMs: nowMs - 40_000,
      isOld: at % 61 === 9,
    };
  }).sort((one, other) => (one.days ?? 1e9) - (other.days ?? 1e9));
}

export function makeDatabases(): DatabaseEntry[] {
  return Array.from({ length: 48 }, (_, at) => {
    const [make, version] = MAKES[at % MAKES.length] ?? ['', ''];
    const isReplica = at % 4 === 1;
    return {
      ...place(at < 2 ? `t-970${at}` : `t-00${10 + at}`, `his-db-${at}`, at),
      kind: 'database',
      address: `10.20.3.${at + 10}`,
      make,
      version,
      role: isReplica ? 'replica' : at % 4 === 0 ? 'primary' : 'standalone',
      readOnly: isReplica,
      upSeconds: 86_400 * (3 + at * 7),
      sessions: 40 + ((at * 29) % 400),
      sessionsActive: at % 17,
      sessionsLimit: at % 5 ? 500 : null,
      sessionsPercent: at % 5 ? (40 + ((at * 29) % 400)) / 5 : null,
      blockedSessions: at === 3 ? 12 : 0,
      longestWaitSeconds: at === 3 ? 184 : 0,
      lagSeconds: isReplica ? (at === 5 ? 4_210 : 0.4) : null,
      lagBytes: isReplica ? 12_000 : null,
      replication: isReplica ? (at === 5 ? 'broken' : 'running') : null,
      atMs: Date.now() - 30_000,
    };
  });
}
