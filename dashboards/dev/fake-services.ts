import { dayText, instantOf, localDay, parseDay } from '#judging/schedule/civil.ts';
import { JOB_STATES } from '#protocol/job.ts';
import type {
  BackupListAnswer,
  CertificateEntry,
  DatabaseEntry,
  DayOutcome,
  DayRun,
  DayWindow,
  JobDayEntry,
  PageEntry,
  Place,
  SpaceEntry,
} from '../api/services.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const GIB = 1024 ** 3;

const SYSTEMS = ['医院信息系统', '影像归档', '传染病监测', '统一门户', '电子病历'].map((name, at) => ({
  id: `group-s${at}`,
  name,
}));
const MAKES = [
  ['Oracle', '11.2.0.4.0'],
  ['MySQL', '5.7.44-log'],
  ['PostgreSQL', '15.6'],
  ['Microsoft SQL Server', '2012 (SP4) 11.0.7507'],
  ['KingbaseES', 'V008R006C008B0014'],
  ['Dameng', '8.1.3.62'],
] as const;

function place(target: string, targetName: string, at: number): Place {
  const system = SYSTEMS[at % (SYSTEMS.length + 1)];
  return { target, targetName, organisation: at % 3 ? 'default' : 'centre', systems: system ? [system] : [] };
}

function passes(row: Place, search: URLSearchParams): boolean {
  const words = (search.get('search') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const organisation = search.get('organisation');
  const system = search.get('system');
  const text = `${row.targetName} ${row.systems.map(({ name }) => name).join(' ')}`.toLowerCase();
  return (
    words.every((word) => text.includes(word)) &&
    (!organisation || row.organisation === organisation) &&
    (!system || row.systems.some(({ id }) => id === system))
  );
}

/** What the pages ask about databases, pages, certificates, the day of jobs and backups; undefined for all else. */
export function answerAboutServices(
  call: string,
  [id]: (string | undefined)[],
  search: URLSearchParams,
): { status?: number; body?: unknown } | undefined {
  const only = <Row extends Place>(rows: Row[]) => rows.filter((row) => passes(row, search));
  switch (call) {
    case 'GET databases': {
      const spaces = only(makeSpaces(false));
      return {
        body: {
          databases: only(makeDatabases()),
          spaces: spaces.slice(0, 1_000),
          total: spaces.length,
          waiting: 0,
        },
      };
    }
    case 'GET disks': {
      const spaces = only(makeSpaces(true));
      return { body: { spaces: spaces.slice(0, 1_000), total: spaces.length, waiting: 120 } };
    }
    case 'GET pages':
      return { body: { pages: only(makePages()), waiting: 0, truncated: false } };
    case 'GET certificates':
      return { body: { certificates: makeCertificates(), renewDays: 30, truncated: false } };
    case 'GET jobs':
      return id === 'day' ? { body: makeDay(search) } : undefined;
    case 'GET backup-list':
      return { body: makeBackups() };
    case 'POST restore-proofs':
      return { status: 201, body: {} };
    default:
      return undefined;
  }
}

function makeSpaces(areDisks: boolean): SpaceEntry[] {
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

function makeDatabases(): DatabaseEntry[] {
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

function makePages(): PageEntry[] {
  const nowMs = Date.now();
  return Array.from({ length: 360 }, (_, at): PageEntry => {
    const isDown = at === 17;
    const isAltered = at === 40;
    return {
      ...place(
        at < 2 ? `t-970${at + 2}` : `t-00${at}`,
        `${['社区卫生服务中心', '区级医院门户', '预约挂号接口', '健康档案查询'][at % 4]} ${at + 1}`,
        at,
      ),
      address: `www.site-${at}.example.cn`,
      state: isDown ? null : isAltered ? 'altered' : at === 61 ? 'wrong_status' : 'ok',
      statusCode: isDown ? null : at === 61 ? 502 : 200,
      responseSeconds: isDown ? null : 0.08 + ((at * 7) % 90) / 100,
      trail: {
        fromMs: nowMs - DAY_MS,
        stepMs: 1_800_000,
        values: Array.from({ length: 48 }, (_, step) =>
          isDown && step > 44
            ? null
            : at % 29 === 3 && step > 10 && step < 14
              ? null
              : 0.1 + ((step * (at + 3)) % 17) / 40,
        ),
      },
      alteredPercent: at % 3 === 1 ? (isAltered ? 14.2 : 0) : null,
      columnsMissing: at % 5 === 0 ? Number(at === 85) * 2 : null,
      columns:
        at === 85
          ? [
              { name: '新闻动态', state: 'missing' },
              { name: '通知公告', state: 'too_few_links' },
            ]
          : [],
      brokenLinks: at % 5 === 0 ? Number(at === 90) * 7 : null,
      atMs: nowMs - 20_000,
      failing: isDown
        ? {
            probe: 'http',
            state: 'silent',
            sentence: 'connect ETIMEDOUT 10.20.3.17:443: no answer within 10 s',
            sinceMs: nowMs - 42 * MINUTE_MS,
          }
        : isAltered
          ? {
              probe: 'http',
              state: 'wrong_answer',
              sentence:
                'the page differs by 14.2 % from what was accepted (+<script src="//x.example/a.js">)',
              sinceMs: nowMs - 3 * HOUR_MS,
            }
          : at === 61
            ? {
                probe: 'http',
                state: 'wrong_answer',
                sentence: 'status 502, expected 200',
                sinceMs: nowMs - 9 * MINUTE_MS,
              }
            : null,
      available30:
        at === 3
          ? null
          : {
              share: isDown ? 0.99612 : at % 31 === 4 ? 0.9981 : 1,
              downMs: isDown ? 9.6e6 : at % 31 === 4 ? 4.9e6 : 0,
              unknownMs: 0,
            },
      lastOutage:
        at % 31 === 4
          ? {
              alert: 'a-1',
              rule: 'page-down',
              fromMs: nowMs - 6 * DAY_MS,
              toMs: nowMs - 6 * DAY_MS + 82 * MINUTE_MS,
            }
          : null,
    };
  });
}

function makeCertificates(): CertificateEntry[] {
  const nowMs = Date.now();
  const left = [-3, 2.4, 6, 12, 21, 29, 31, 45, 60, 88, 120, 200, 260, 300, 330, 364];
  return left.map((days, at): CertificateEntry => {
    const isUntold = at === 0;
    const name = at === 4 ? '*.health.example.cn' : `www.site-${at}.example.cn`;
    return {
      fingerprint: isUntold ? '' : `A${at}:3F:9C:11`,
      subject: isUntold ? '' : `C=CN, O=区卫生健康委, CN=${name}`,
      issuer: isUntold ? '' : at % 3 ? "C=US, O=Let's Encrypt, CN=R11" : 'C=CN, O=CFCA, CN=CFCA OV OCA',
      names: isUntold ? '' : `${name}, ${name.replace('www.', '')}`,
      serial: `0${at}9f`,
      key: 'RSA 2048',
      signature: 'sha256 with RSA',
      validFromMs: nowMs - 60 * DAY_MS,
      validToMs: nowMs + days * DAY_MS,
      endsMs: nowMs + days * DAY_MS,
      endsBy: at === 6 ? 'C=CN, O=CFCA, CN=CFCA Intermediate' : '',
      state: isUntold ? 'expired' : at === 8 ? 'incomplete_chain' : 'ok',
      places: Array.from({ length: at === 4 ? 7 : at % 4 === 1 ? 2 : 1 }, (_, n) => ({
        ...place(`t-970${2 + (n % 2)}`, `社区卫生服务中心 ${at + n + 1}`, at),
        address: `10.20.3.${at + n}`,
        probe: n % 2 ? ('certificate' as const) : ('page' as const),
        state: 'ok',
        seenAtMs: nowMs - 60_000,
      })),
    };
  });
}

const JOB_NAMES = [
  '疫情日报报送',
  'HIS 核心库每日全量备份',
  'PACS 影像归档同步',
  '电子病历库日志备份',
  '数据仓库夜间汇总',
  '短信网关余额检查',
  '索引重建',
  '传染病监测预警平台—上海市级平台—每周数据推送（含历史补传与对账）',
  '备份文件巡检',
  '对账（报送完成后）',
  '社区上传',
  '健康档案同步',
];

function makeDay(search: URLSearchParams) {
  const zone = search.get('zone') ?? 'Asia/Shanghai';
  const nowMs = Date.now();
  const day = parseDay(search.get('date') ?? '') ?? localDay(zone, nowMs);
  const fromMs = instantOf(zone, day, 0);
  const toMs = instantOf(zone, day + 1, 0);
  const jobs = Array.from({ length: 30 }, (_, at): JobDayEntry => {
    const name = JOB_NAMES[at % JOB_NAMES.length] ?? '';
    const state =
      JOB_STATES[
        (['late', 'ok', 'missing', 'failed', 'running', 'ok'] as const).map((each) =>
          JOB_STATES.indexOf(each),
        )[at % 12] ?? 0
      ] ?? 'ok';
    const windows: DayWindow[] = [];
    const runs: DayRun[] = [];
    const often = at % 12 === 5;
    for (const hour of often ? Array.from({ length: 24 }, (_, each) => each) : [(at * 5) % 20]) {
      const opensMs = fromMs + hour * HOUR_MS;
      const dueMs = at % 12 === 0 ? fromMs + 16 * HOUR_MS : opensMs + (often ? 40 * MINUTE_MS : 4 * HOUR_MS);
      const isPast = dueMs < nowMs;
      const outcome: DayOutcome = !isPast
        ? opensMs < nowMs
          ? 'open'
          : 'expected'
        : state === 'missing'
          ? 'missing'
          : state === 'failed'
            ? 'failed'
            : state === 'late'
              ? 'overdue'
              : at % 7 === 1
                ? 'late'
                : 'met';
      windows.push({ opensMs, dueMs, lateMs: dueMs, closesMs: dueMs + HOUR_MS, outcome, metMs: null });
      if (!isPast || outcome === 'missing' || outcome === 'overdue') continue;
      const startedAtMs = opensMs + (often ? 10 : 35) * MINUTE_MS;
      runs.push({
        number: runs.length + 1,
        startedAtMs,
        endedAtMs: startedAtMs + (often ? 4 : 80 + at * 5) * MINUTE_MS,
        outcome: outcome === 'failed' ? 'failed' : at % 11 === 8 ? 'poor' : 'good',
        bytes: at % 3 ? null : 42 * GIB,
        exitCode: outcome === 'failed' ? 2 : 0,
      });
    }
    if (state === 'running' && nowMs > fromMs && nowMs < toMs)
      runs.push({
        number: 99,
        startedAtMs: nowMs - 50 * MINUTE_MS,
        endedAtMs: null,
        outcome: 'running',
        bytes: null,
        exitCode: null,
      });
    return {
      ...place(`t-95${String(at % 12).padStart(2, '0')}`, at < 12 ? name : `${name} ${at}`, at),
      owner: '数据库组',
      state,
      nextDueMs: nowMs + at * HOUR_MS,
      windows,
      runs,
      isCut: false,
    };
  }).filter((row) => passes(row, search));
  return { date: dayText(day), zone, fromMs, toMs, nowMs, jobs, truncated: false };
}

function makeBackups(): BackupListAnswer {
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
