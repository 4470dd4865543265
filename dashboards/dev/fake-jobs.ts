import { jobTemplates } from '#collector/jobs/templates.ts';
import { chinaYears } from '#judging/schedule/china.ts';
import { dayText } from '#judging/schedule/civil.ts';
import type { JobDefinition, JobState } from '#protocol/job.ts';
import { JOB_STATES } from '#protocol/job.ts';
import type {
  ExpectedWindow,
  JobAnswer,
  OwnDay,
  RunEntry,
  Tally,
  WindowEntry,
  WindowOutcome,
} from '../api/jobs.ts';
import { type FakeMachine, INTERVAL_MS } from './fake-fleet.ts';

/** As many come with a job itself. */
const RUNS_SHOWN = 50;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const GIB = 1024 ** 3;

const nightly = jobTemplates[0].definition;
const reports = jobTemplates[3].definition;

/** Name, owner, contract, definition, state, code and parameters (times are ago), trouble in the windows. */
type Row = [
  name: string,
  owner: string,
  definition: JobDefinition,
  state: JobState,
  code: string,
  params: Record<string, number>,
];

const beat = (schedule: JobDefinition['schedule'], more: Partial<JobDefinition> = {}): JobDefinition => ({
  schedule,
  graceMs: 0,
  expect: {},
  feed: { kind: 'beat' },
  ...more,
});

const ROWS: readonly Row[] = [
  ['HIS 核心库每日全量备份', '数据库组', nightly, 'ok', 'ok', {}],
  ['疫情日报报送', '业务一科', reports, 'late', 'late', { dueMs: -2 * HOUR_MS }],
  [
    'PACS 影像归档同步',
    '影像组',
    beat({ kind: 'every', everyMs: 6 * HOUR_MS }),
    'missing',
    'missing',
    { dueMs: -26 * HOUR_MS },
  ],
  [
    '电子病历库日志备份',
    '数据库组',
    beat({ kind: 'cron', expression: '0 */2 * * *', withinMs: HOUR_MS }),
    'failed',
    'failed_exit',
    { atMs: -40 * MINUTE_MS, exitCode: 2 },
  ],
  [
    '异地备份上传',
    '灾备组',
    beat({ kind: 'monthly', on: { day: 25 }, by: '24:00' }),
    'too_small',
    'too_small',
    { atMs: -9 * HOUR_MS, found: 3 * GIB, least: 21 * GIB },
  ],
  [
    '传染病监测预警平台—上海市级平台—每周数据推送（含历史补传与对账）',
    '业务二科',
    beat(
      { kind: 'weekly', weekdays: [1, 3], by: '09:00', from: '00:00' },
      { graceMs: 30 * MINUTE_MS, expect: { short: { durationMs: 10_000, ofLast: 7 } } },
    ),
    'too_short',
    'too_short',
    { atMs: -3 * DAY_MS, found: 1_400, least: 10_000 },
  ],
  [
    '数据仓库夜间汇总',
    '数据组',
    beat({ kind: 'cron', expression: '30 2 * * 1-5', withinMs: 3 * HOUR_MS }),
    'running',
    'running',
    { startedMs: -12 * MINUTE_MS },
  ],
  [
    '索引重建',
    '数据库组',
    beat({ kind: 'cron', expression: '15 3 1-7 * 6', withinMs: 4 * HOUR_MS }),
    'too_long',
    'too_long',
    { startedMs: -11 * HOUR_MS, longestMs: 3 * HOUR_MS },
  ],
  ['每季度恢复演练', '灾备组', jobTemplates[2].definition, 'waiting', 'waiting', { nextDueMs: 26 * DAY_MS }],
  [
    '对账（报送完成后）',
    '业务一科',
    beat({ kind: 'after', job: 't-9501', withinMs: 30 * MINUTE_MS }),
    'ok',
    'ok',
    {},
  ],
  [
    '短信网关余额检查',
    '',
    beat({ kind: 'cron', expression: '*/10 * * * *', withinMs: 5 * MINUTE_MS }),
    'paused',
    'paused',
    { atMs: -4 * DAY_MS },
  ],
  [
    '备份文件巡检',
    '灾备组',
    beat(
      { kind: 'daily', days: 'all', by: '10:00', from: '00:00' },
      { feed: { kind: 'probe', target: 't-0006', key: 'backup' } },
    ),
    'ok',
    'ok',
    {},
  ],
];

/** Jobs in every state, as targets with the figures that the collector tells about them. */
export function makeJobs(): FakeMachine[] {
  return ROWS.map(([name, , , state], at) => {
    const id = idOf(at);
    const add = (metric: string, unit: string, value: (timeMs: number) => number) => ({
      target: id,
      metric,
      labels: {},
      kind: 'gauge' as const,
      unit,
      intervalMs: INTERVAL_MS,
      at: value,
    });
    const night = (timeMs: number) => Math.floor(timeMs / DAY_MS);
    return {
      id,
      name,
      address: '',
      organisation: 'default',
      cores: 1,
      memoryBytes: GIB,
      silent: [],
      series: [
        add('job.state', '1', () => JOB_STATES.indexOf(state)),
        add('job.last_success_age_seconds', 's', (timeMs) => (timeMs % DAY_MS) / 1_000 + 600),
        add('job.duration_seconds', 's', (timeMs) => 2_400 + (night(timeMs) % 5) * 60),
        add('job.size_bytes', 'B', (timeMs) => (42 + (night(timeMs) % 7)) * GIB),
      ],
      device: { kind: 'job', vendor: '', model: '', polls: [] },
    };
  });
}

/** What the pages ask about jobs and working days; undefined where it is not about them. */
export function answerAboutJobs(
  call: string,
  [id, verb]: (string | undefined)[],
  body: Record<string, unknown>,
  search: URLSearchParams,
): { status?: number; body?: unknown } | undefined {
  const job = made.find((each) => each.id === id);
  switch (`${call}${verb ? ` ${verb}` : ''}`) {
    case 'GET jobs':
      if (id === 'templates') return { body: { templates: jobTemplates } };
      if (!id) return { body: { jobs: isEmpty ? [] : made, next: null } };
      return job
        ? { body: { ...job, runs: job.runs.slice(0, RUNS_SHOWN) } }
        : { status: 404, body: { status: 404, code: 'not_found', message: '' } };
    case 'GET jobs runs': {
      const rest = (job?.runs ?? []).filter(
        ({ number }) => number < Number(search.get('cursor') ?? Number.MAX_SAFE_INTEGER),
      );
      const runs = rest.slice(0, Number(search.get('limit')));
      return {
        body: { runs, next: runs.length < rest.length ? String(runs[runs.length - 1].number) : null },
      };
    }
    case 'POST jobs': {
      if (id === 'preview') return preview(body.definition as JobDefinition);
      const token = 'wb_7Kq2vX9mTzB4wYc8Rj5nLhP3sD6fGa1e';
      const added = { ...made[8], ...body, id: `t-95${made.length}`, state: 'waiting' as const };
      made.push(added);
      return { status: 201, body: { ...added, token } };
    }
    case 'POST jobs token':
      return { status: 201, body: { token: 'wb_Yt8Rj5nLhP3sD6fGa1e7Kq2vX9mTzB4w' } };
    case 'POST jobs pause':
      if (job)
        Object.assign(job, { state: body.paused ? 'paused' : 'ok', code: body.paused ? 'paused' : 'ok' });
      if (job)
        Object.assign(job, {
          paused: body.paused ? { atMs: Date.now(), reason: String(body.reason ?? '') } : null,
          params: { atMs: Date.now() },
        });
      return { body: job };
    case 'POST jobs runs':
      return { status: 201, body: job };
    case 'PATCH jobs':
      return { body: Object.assign(job ?? {}, body) };
    case 'DELETE jobs':
      made.splice(made.indexOf(job as JobAnswer), 1);
      return { status: 204 };
    case 'GET organisations calendar':
      return { body: calendar() };
    case 'PUT organisations calendar':
      own = body.own as OwnDay[];
      return { body: calendar() };
    default:
      return undefined;
  }
}

/** Nothing at all, to see the first page. */
let isEmpty = false;
export function withoutJobs(): void {
  isEmpty = true;
}

let own: OwnDay[] = [
  { day: '2026-11-27', working: false, note: '区域停电检修' },
  { day: '2026-11-28', working: true, note: '补 11 月 27 日' },
];

function calendar() {
  return {
    years: chinaYears().map(({ year, source, holidays, makeUpDays }) => ({
      year,
      source,
      holidays: [...holidays].map(dayText),
      makeUpDays: [...makeUpDays].map(dayText),
    })),
    missing: [new Date().getUTCFullYear() + 1],
    own,
  };
}

function preview({ schedule }: JobDefinition) {
  if (schedule.kind === 'cron' && schedule.expression.split(/\s+/).length !== 5) {
    const issue = { field: 'definition.schedule.expression', message: 'it has not five fields' };
    return {
      status: 400,
      body: { status: 400, code: 'invalid', message: issue.message, details: { issues: [issue] } },
    };
  }
  const windows = Array.from({ length: 5 }, (_, at) => windowOf(Date.now() + (at + 1) * DAY_MS));
  return { body: { zone: 'Asia/Shanghai', windows, calendarKnown: true } };
}

function idOf(at: number): string {
  return `t-95${String(at).padStart(2, '0')}`;
}

function windowOf(ms: number): ExpectedWindow {
  // Sixteen o'clock in Shanghai.
  const dueMs = Math.floor(ms / DAY_MS) * DAY_MS + 8 * HOUR_MS;
  return { opensMs: dueMs - 16 * HOUR_MS, dueMs, lateMs: dueMs, closesMs: dueMs + DAY_MS };
}

function jobOf([name, owner, definition, state, code, ago]: Row, at: number): JobAnswer {
  const nowMs = Date.now();
  const params = Object.fromEntries(
    Object.entries(ago).map(([key, value]) => [
      key,
      /Ms$/.test(key) && key !== 'longestMs' ? nowMs + value : value,
    ]),
  );
  const isNew = state === 'waiting';
  const windows = isNew ? [] : windowsOf(at, nowMs, definition);
  const runs = isNew ? [] : runsOf(at, nowMs, state);
  const success = runs.find(({ outcome }) => outcome === 'good' || outcome === 'poor');
  const windows90: Tally = { met: 0, unseen: 0, late: 0, poor: 0, failed: 0, missing: 0 };
  for (const { outcome } of windows) windows90[outcome]++;
  return {
    id: idOf(at),
    organisation: 'default',
    name,
    owner,
    contract: at % 4 === 0 ? 'HT-2026-018' : '',
    definition,
    tokenMadeAtMs: definition.feed.kind === 'beat' ? nowMs - 120 * DAY_MS : null,
    sinceMs: nowMs - 120 * DAY_MS,
    paused: state === 'paused' ? { atMs: nowMs - 4 * DAY_MS, reason: '运营商维护，12 月 1 日恢复' } : null,
    state,
    stateSinceMs: nowMs - (at + 1) * 2 * HOUR_MS,
    code,
    params:
      state === 'ok'
        ? { lastSuccessMs: success?.endedAtMs ?? 0, nextDueMs: windowOf(nowMs + DAY_MS).dueMs }
        : params,
    next:
      state === 'paused' || definition.schedule.kind === 'after' ? null : windowOf(nowMs + (at + 1) * DAY_MS),
    overdueSinceMs: state === 'late' || state === 'missing' ? Number(params.dueMs) : null,
    runningSinceMs: state === 'running' || state === 'too_long' ? Number(params.startedMs) : null,
    lastEndedAtMs: isNew ? null : (runs.find(({ endedAtMs }) => endedAtMs !== null)?.endedAtMs ?? null),
    lastSuccess: success
      ? {
          atMs: success.endedAtMs ?? 0,
          durationMs: success.durationMs,
          bytes: state === 'too_small' ? 3 * GIB : success.bytes,
          files: success.files,
          count: success.count,
        }
      : null,
    windows90,
    calendarKnown: at !== 1,
    runs,
    windows,
    days: [],
  };
}

function windowsOf(at: number, nowMs: number, { schedule }: JobDefinition): WindowEntry[] {
  const step = schedule.kind === 'weekly' || schedule.kind === 'monthly' ? 7 : 1;
  return Array.from({ length: 89 }, (_, back) => back + 1)
    .filter((back) => back % step === 0)
    .map((back) => {
      const window = windowOf(nowMs - back * DAY_MS);
      const outcome: WindowOutcome =
        back === 17 + at
          ? 'missing'
          : back % 31 === at
            ? 'late'
            : back === 40
              ? 'failed'
              : back === 55
                ? 'poor'
                : 'met';
      return { ...window, outcome, metMs: outcome === 'missing' ? null : window.dueMs - HOUR_MS };
    });
}

const OUTPUT = `2026-11-20 02:00:01 connecting to target database
2026-11-20 02:00:03 channel ORA_DISK_1: starting full datafile backup set
2026-11-20 02:31:44 channel ORA_DISK_1: finished piece 1
2026-11-20 02:38:12 ORA-19504: failed to create file "/backup/his_20261120_2.bkp"
ORA-27040: file create error, unable to create file
Linux-x86_64 Error: 28: No space left on device`;

function runsOf(at: number, nowMs: number, state: JobState): RunEntry[] {
  return Array.from({ length: 230 }, (_, back) => {
    const endedAtMs = nowMs - back * DAY_MS - (at + 1) * 40 * MINUTE_MS;
    const durationMs = (38 + (back % 5)) * MINUTE_MS + 12_345;
    const isRunning = back === 0 && (state === 'running' || state === 'too_long');
    const hasFailed = back === 0 ? state === 'failed' : back % 13 === 5;
    const isByHand = back === 9;
    const isPoor = back === 0 && (state === 'too_small' || state === 'too_short');
    return {
      number: 500 - back,
      run: '',
      startedAtMs: isByHand ? null : endedAtMs - durationMs,
      endedAtMs: isRunning ? null : endedAtMs,
      outcome: isRunning ? 'running' : hasFailed ? 'failed' : isPoor ? 'poor' : 'good',
      shortfall: isPoor ? (state as 'too_small' | 'too_short') : null,
      found: null,
      least: null,
      durationMs: isRunning ? null : durationMs,
      exitCode: isRunning || isByHand ? null : hasFailed ? 2 : 0,
      bytes: isRunning || hasFailed ? null : (42 + (back % 7)) * GIB,
      files: isRunning || hasFailed || at % 2 ? null : 181,
      count: null,
      output: isByHand || isRunning ? '' : OUTPUT,
      note: isByHand ? '将 11 月 10 日的全量备份恢复到测试库，核对 312 张表，行数一致，用时 2 小时' : '',
      toldBy: isByHand ? 'person:王建国' : 'beat',
    } satisfies RunEntry;
  });
}

const made: JobAnswer[] = ROWS.map(jobOf);
