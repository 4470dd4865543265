import type { BackupProgress, BackupRun, BackupState, RestoreTest } from '#protocol/backup.ts';
import type { Loss, StoreState } from '#protocol/store-state.ts';
import type { Answer } from './fake-api.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const GIB = 2 ** 30;
const startedAtMs = Date.now();

const backup = (daysAgo: number, changes: Partial<BackupRun> = {}): BackupRun => ({
  atMs: startedAtMs - daysAgo * DAY_MS - 5 * HOUR_MS,
  tookMs: 94_000,
  by: '',
  folder: '/backup/ward',
  point: `point-${daysAgo}`,
  isThere: true,
  failure: '',
  detail: '',
  bytes: 4.2 * GIB,
  newBytes: 0.19 * GIB,
  files: 61,
  ...changes,
});
const failed = { failure: 'disk_full', point: '', isThere: false, bytes: 0, newBytes: 0, files: 0 } as const;
const runs = [
  backup(0),
  backup(1),
  backup(2, { ...failed, detail: '/backup/ward has 1.2 GiB left, 4.2 GiB are needed' }),
  backup(3, { by: 'admin', isThere: false }),
];
const tested: RestoreTest = {
  atMs: startedAtMs - 3 * DAY_MS,
  tookMs: 212_000,
  by: '',
  folder: '/backup/ward',
  point: 'point-3',
  passed: true,
  differences: [],
  checked: {
    bytes: 4.1 * GIB,
    files: 61,
    ledgerRows: 48_211,
    auditEntries: 3_102,
    isSealChecked: true,
    journalEntries: 81_233,
    samples: 4.1e9,
  },
};
let running: BackupProgress | null = null;

/** The store as it is while its server is away: what an operator has to understand at a glance. */
function store(nowMs: number): StoreState {
  return {
    engine: 'influxdb',
    address: 'influxdb://influx.example:8086/ward',
    lag: { behindEntries: 48_211, behindMs: 340_000, entriesPerSecond: 0, speed: null, leftMs: null },
    trouble: {
      code: 'unreachable',
      detail: 'http://influx.example:8086 does not answer: connect ECONNREFUSED 10.0.0.7:8086',
      sinceMs: startedAtMs - 340_000,
      tries: 14,
      nextTryAtMs: nowMs + 12_000,
    },
    failures: 14,
    journal: { bytes: 0.61 * GIB, limitBytes: 2 * GIB },
    series: 48_110,
    samples: 412_000_000,
    diskBytes: 0,
    memoryBytes: 4_194_304,
    rollupsPending: 2,
    strayFrames: 0,
    warnings: [{ code: 'short_retention', found: '7d', wanted: '35d' }],
    faults: [
      {
        code: 'type_conflict',
        fromMs: startedAtMs - HOUR_MS,
        toMs: startedAtMs - HOUR_MS + 9_000,
        detail: 'disk.used exists as float in the database',
      },
    ],
    faultsTotal: 1,
  };
}

const losses: Loss[] = [
  {
    reason: 'store_emptied',
    from: 1,
    to: 812_330,
    entries: 812_330,
    fromMs: null,
    toMs: startedAtMs - 9 * DAY_MS,
    atMs: startedAtMs - 9 * DAY_MS + 4_000,
  },
];

/** The collector itself: store, losses, backups; undefined for anything else. */
export function answerAboutSystem(call: string, [id]: readonly (string | undefined)[]): Answer | undefined {
  const nowMs = Date.now();
  if (call === 'GET store') return { body: store(nowMs) };
  if (call === 'GET losses') return { body: { losses, entries: 812_330, truncated: false } };
  if (call === 'GET backups') return { body: { state: state(), backups: runs, next: null } };
  if (call === 'POST backups') {
    running = begun(id === 'test' ? 'test' : 'backup', nowMs);
    return { status: 202, body: { state: state() } };
  }
  if (call === 'DELETE backups') {
    running = null;
    return { status: 204, body: undefined };
  }
  return undefined;
}

function begun(what: BackupProgress['what'], atMs: number): BackupProgress {
  return { what, atMs, by: 'admin', stage: 'files', doneBytes: 1.3 * GIB, totalBytes: 4.2 * GIB };
}

function state(): BackupState {
  return {
    folder: '/backup/ward',
    everyMs: DAY_MS,
    keep: 14,
    testEveryMs: 30 * DAY_MS,
    samples: 'elsewhere',
    running,
    last: runs[0],
    failures: 0,
    nextAtMs: runs[0].atMs + DAY_MS,
    lastTest: tested,
    nextTestAtMs: tested.atMs + 30 * DAY_MS,
  };
}
