import type { BackupListAnswer } from '../api/services.ts';
import { place } from './fake-place.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const GIB = 1024 ** 3;

export function makeBackups(): BackupListAnswer {
  const nowMs = Date.now();
  const own = {
    atMs: nowMs - 9 * HOUR_MS,
    tookMs: 41_000,
    by: '',
    folder: '/backup/ward',
    point: 'p',
    isThere: true,
    failure: '' as const,
    detail: '',
    bytes: 3.2 * GIB,
    newBytes: GIB,
    files: 210,
  };
  return {
    backups: Array.from({ length: 14 }, (_, at) => {
      const isDatabase = at % 5 === 4;
      const isNever = at === 3;
      const jobState = isDatabase
        ? null
        : isNever
          ? 'waiting'
          : at === 1
            ? 'too_small'
            : at === 6
              ? 'missing'
              : 'ok';
      return {
        ...place(
          isDatabase ? 't-9700' : `t-950${at % 10}`,
          isDatabase
            ? `his-db-${at}`
            : `${['HIS 核心库', '电子病历库', '影像归档', '门户', '监测平台'][at % 5]} 每日全量备份`,
          at,
        ),
        source: isDatabase ? ('database' as const) : ('job' as const),
        part: isDatabase ? 'his · full' : '',
        jobState,
        result: isDatabase ? 'ok' : null,
        lastSuccessMs: isNever ? null : nowMs - (at === 6 ? 60 : at === 9 ? 40 : 7) * HOUR_MS,
        lastEndedMs: null,
        nextDueMs: isDatabase ? null : nowMs + 15 * HOUR_MS,
        bytes: isNever ? null : (40 + at) * GIB,
        files: isDatabase || isNever ? null : 181,
        sizes:
          isDatabase || isNever
            ? []
            : Array.from({ length: 14 }, (_, n) => ({
                atMs: nowMs - (14 - n) * DAY_MS,
                bytes: (at === 1 && n === 13 ? 12 : 40 + n + at) * GIB,
              })),
        proof:
          at % 3 === 0 && !isNever
            ? {
                id: `p-${at}`,
                target: 't',
                atMs: nowMs - (at + 1) * 12 * DAY_MS,
                tester: '王建国',
                outcome: at === 9 ? ('failed' as const) : ('passed' as const),
                what: '恢复到测试库，核对 312 张表，行数一致',
                tookMs: 7.2e6,
                recordedBy: 'wang',
                recordedAtMs: nowMs,
              }
            : null,
      };
    }),
    tests: [
      {
        ...place('t-9508', '每季度恢复演练', 0),
        state: 'ok',
        lastSuccessMs: nowMs - 20 * DAY_MS,
        nextDueMs: nowMs + 26 * DAY_MS,
        newest: { atMs: nowMs - 20 * DAY_MS, outcome: 'good', note: '整机恢复演练', toldBy: 'person:李娜' },
      },
    ],
    uncovered: [
      { id: 'group-x', name: '预约挂号', organisation: 'default' },
      { id: 'group-y', name: '院感上报', organisation: 'default' },
    ],
    own: {
      folder: '/backup/ward',
      everyMs: DAY_MS,
      keep: 14,
      testEveryMs: 30 * DAY_MS,
      samples: 'included',
      running: null,
      last: own,
      failures: 0,
      nextAtMs: nowMs + 15 * HOUR_MS,
      lastTest: null,
      nextTestAtMs: nowMs + 5 * DAY_MS,
    },
    truncated: false,
  };
}
