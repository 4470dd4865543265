/* Databases, pages and a service, so that their pages can be worked on without servers. */
import { readFileSync } from 'node:fs';
import { vocabulary } from '#protocol/vocabulary/vocabulary.ts';
import { type FakeMachine, type FakeSeries, INTERVAL_MS } from './fake-fleet.ts';

type Value = number | ((timeMs: number) => number);
type Add = (metric: string, value: Value, labels?: Record<string, string>) => void;

/** What is pretended of one target: how it is asked and what it tells. */
interface Row {
  name: string;
  kind: string;
  vendor?: string;
  model?: string;
  probe: string;
  settings: Record<string, unknown>;
  state?: string;
  sentence?: string;
  skipped?: { what: string; why: string }[];
  evidence?: { metric: string; title: string; form: 'diff' | 'lines'; lines: string[] }[];
  tell(add: Add): void;
}

const GIB = 1024 ** 3;
const definitions = new Map(vocabulary.map((definition) => [definition.name, definition]));

/** The code of a state, as the vocabulary has it. */
function code(metric: string, word: string): number {
  const found = definitions.get(metric)?.states?.[word]?.code;
  if (found === undefined) throw new Error(`${metric} has no state ${word}`);
  return found;
}

const swing = (level: number, width: number) => (timeMs: number) =>
  Math.max(0, Math.round((level + width * Math.sin(timeMs / 420_000)) * 100) / 100);
const grow = (perSecond: number) => (timeMs: number) => Math.round((timeMs / 1_000 - 1.78e9) * perSecond);

function tellOracle(add: Add): void {
  add('database.role', code('database.role', 'primary'));
  add('database.sessions', swing(312, 40));
  add('database.sessions_active', swing(24, 18));
  add('database.sessions_limit', 600);
  add('database.sessions_percent', swing(52, 7));
  add('database.blocked_sessions', (timeMs) => (Math.sin(timeMs / 300_000) > 0.9 ? 3 : 0));
  add('database.longest_transaction_seconds', swing(45, 40));
  add('database.cache_hit_percent', swing(97.4, 1.2));
  add('database.commits_total', grow(84));
  add('database.rollbacks_total', grow(1.4));
  add('database.statements_total', grow(1_900));
  add('database.uptime_seconds', 7_345_000);
  add('database.rights_missing', 1);
  for (const [space, type, used, limitGib, days] of [
    ['HIS_DATA', 'tablespace', 91.6, 512, 23],
    ['PACS_INDEX', 'tablespace', 86.2, 256, 61],
    ['EMR_DATA', 'tablespace', 71.3, 1_024, 240],
    ['SYSTEM', 'tablespace', 62.1, 32, 3_650],
    ['SYSAUX', 'tablespace', 55.4, 32, 3_650],
    ['UNDOTBS1', 'undo', 12.4, 64, 3_650],
    ['TEMP', 'temporary', 3.1, 64, 3_650],
    ['LIS_DATA', 'tablespace', 44.2, 128, 900],
    ['ARCHIVE_2024', 'tablespace', 38.8, 512, 3_650],
    ['USERS', 'tablespace', 2.2, 32, 3_650],
  ] as const) {
    const labels = { space, type };
    add('database_space.used_percent', used, labels);
    add('database_space.used_bytes', (used / 100) * limitGib * GIB, labels);
    add('database_space.limit_bytes', limitGib * GIB, labels);
    add('database_space.days_until_full', days, labels);
  }
  for (const [type, result, hours, gib, seconds] of [
    ['full', 'ok', 9.4, 412.6, 5_312],
    ['log', 'failed', 5.1, 1.2, 40],
  ] as const) {
    const labels = { database: 'HIS', type };
    add('database_backup.result', code('database_backup.result', result), labels);
    add('database_backup.age_seconds', hours * 3_600, labels);
    add('database_backup.size_bytes', gib * GIB, labels);
    add('database_backup.duration_seconds', seconds, labels);
  }
  const standby = { peer: 'his-standby' };
  add('database_replication.state', code('database_replication.state', 'running'), standby);
  add('database_replication.lag_seconds', swing(2, 2), standby);
  add('database_log.used_percent', swing(34, 8), { log: 'flash recovery area' });
  for (let at = 1; at <= 12; at++) add('database_size.bytes', (3 + at ** 2) * GIB, { database: `pdb_${at}` });
}

function tellRedis(add: Add): void {
  add('database.role', code('database.role', 'replica'));
  add('database.sessions', swing(180, 25));
  add('database.sessions_percent', 1.8);
  add('database.cache_hit_percent', swing(88, 6));
  add('database.memory_used_bytes', swing(3.1 * GIB, 0.2 * GIB));
  add('database.statements_total', grow(4_200));
  add('database_space.used_percent', swing(77, 5), { space: 'memory', type: 'memory' });
  add('database_replication.state', code('database_replication.state', 'broken'), { peer: 'primary' });
  add('database_replication.lag_seconds', 431, { peer: 'primary' });
}

function tellPage(state: string, days: number): (add: Add) => void {
  return (add) => {
    add('page.state', code('page.state', state));
    add('http_response.response_time', swing(0.42, 0.2));
    add('http_response.http_response_code', 200);
    add('http_response.content_length', 48_213);
    add('page.connect_seconds', swing(0.02, 0.01));
    add('page.tls_seconds', swing(0.05, 0.02));
    add('page.first_byte_seconds', swing(0.28, 0.15));
    add('page.transfer_seconds', swing(0.06, 0.03));
    add('page.altered_percent', state === 'altered' ? 3.4 : 0);
    add('page.fingerprint', 0x3fa94c02b17e);
    add('page.value', swing(32, 20), { value: '候诊人数' });
    add('certificate.state', code('certificate.state', 'ok'));
    add('certificate.days_left', days);
  };
}

function tellTomcat(add: Add): void {
  add('middleware.busy_percent', swing(46, 30));
  add('middleware.heap_used_percent', swing(78, 14));
  add('middleware.heap_used_bytes', swing(3.1 * GIB, 0.5 * GIB));
  add('middleware.connections', swing(140, 60));
  add('middleware.errors_percent', swing(0.6, 0.5));
  add('middleware.requests_total', grow(220));
  add('middleware.errors_total', grow(1.1));
  for (const source of ['HISDataSource', 'EMRDataSource'])
    add('middleware_datasource.used_percent', swing(source === 'HISDataSource' ? 83 : 21, 9), { source });
}

const ROWS: readonly Row[] = [
  {
    name: 'HIS 核心库',
    kind: 'database',
    vendor: 'Oracle',
    model: 'Oracle Database 19c Enterprise Edition 19.21.0.0.0',
    probe: 'oracle',
    settings: { service: 'his', leave_out: [] },
    skipped: [
      {
        what: 'alert_log',
        why: 'needs SELECT on V_$DIAG_ALERT_EXT: GRANT SELECT ON V_$DIAG_ALERT_EXT TO ward',
      },
    ],
    tell: tellOracle,
  },
  {
    name: 'redis-cache-2',
    kind: 'database',
    vendor: 'Redis',
    model: '7.0.15',
    probe: 'redis',
    settings: { port: 6380 },
    tell: tellRedis,
  },
  {
    name: '门户网站首页',
    kind: 'page',
    probe: 'http',
    settings: { contains: ['预约挂号'], fingerprint: { of: 'content' } },
    state: 'wrong_answer',
    sentence: 'the page differs from what was accepted: 3.4 %, a script from another host',
    evidence: [
      {
        metric: 'page.state',
        title: 'https://www.hospital.example.cn/',
        form: 'diff',
        lines: [
          ' <h1>示例医院</h1>',
          '-<p>欢迎访问</p>',
          '+<p>恭喜发财，点击领取</p>',
          '+<script src="http://192.0.2.66/win.js"></script>',
        ],
      },
    ],
    tell: tellPage('altered', 41),
  },
  {
    name: '预约接口',
    kind: 'page',
    probe: 'http',
    settings: { scheme: 'http', port: 8080, path: '/api/v2/appointments/health' },
    tell: tellPage('ok', 288),
  },
  {
    name: 'his-tomcat-1',
    kind: 'service',
    vendor: 'Apache',
    model: 'Tomcat 9.0.83',
    probe: 'tomcat',
    settings: { port: 8080 },
    tell: tellTomcat,
  },
];

const idOf = (at: number) => `t-97${String(at).padStart(2, '0')}`;
const rowOf = (id: string | null | undefined) => ROWS.find((_, at) => idOf(at) === id);

/** A database with everything, one that lost its primary, an altered page, an interface, a Tomcat. */
export function makeInside(startMs: number): FakeMachine[] {
  return ROWS.map((row, at) => {
    const id = idOf(at);
    const series: FakeSeries[] = [];
    row.tell((metric, value, labels = {}) => {
      const { kind = 'gauge', unit = '1' } = definitions.get(metric) ?? {};
      const read = typeof value === 'number' ? () => value : value;
      series.push({ target: id, metric, labels, kind, unit, intervalMs: INTERVAL_MS, at: read });
    });
    const { probe, settings, state = 'ok', sentence = '' } = row;
    const sinceMs = state === 'ok' ? null : startMs - 1_200_000;
    return {
      id,
      name: row.name,
      address: row.kind === 'page' ? 'www.hospital.example.cn' : `10.8.0.${at + 11}`,
      organisation: 'default',
      cores: 1,
      memoryBytes: GIB,
      series,
      silent: [],
      device: {
        kind: row.kind,
        vendor: row.vendor ?? '',
        model: row.model ?? '',
        polls: [{ probe, settings, everyMs: 60_000, enabled: true, state, sentence, sinceMs }],
      },
    } satisfies FakeMachine;
  });
}

/** What the pages ask about them, by method and path; undefined where it is not about them. */
export function answerAboutInside(
  call: string,
  [id, verb]: (string | undefined)[],
  search: URLSearchParams,
  fleet: readonly FakeMachine[],
): { body: unknown } | undefined {
  switch (`${call}${verb ? ` ${verb}` : ''}`) {
    case 'GET probes':
      return { body: { probes: JSON.parse(readFileSync(CATALOGUE, 'utf8')) } };
    case 'GET series': {
      const { series = [] } = fleet.find((each) => each.id === search.get('target')) ?? {};
      const told = series.map(({ metric, labels, unit, kind }) => ({ metric, labels, unit, kind }));
      return { body: { series: told, next: null } };
    }
    case 'GET targets evidence': {
      const evidence = rowOf(id)?.evidence ?? [];
      return {
        body: {
          evidence: evidence.map((each) => ({
            ...each,
            labels: {},
            omitted: 0,
            timeMs: Date.now() - 1_200_000,
          })),
        },
      };
    }
    case 'GET records': {
      const row = rowOf(search.get('target'));
      return row && { body: { records: recordsOf(row, search.get('kind')), next: null } };
    }
    default:
      return undefined;
  }
}

const CATALOGUE = new URL('../../collector/polling/probe-catalogue.json', import.meta.url);

function recordsOf({ probe, vendor, model, skipped }: Row, kind: string | null): object[] {
  const timeMs = Date.now() - 25_000;
  if (kind === 'agent_report' && skipped) return [{ kind, key: probe, timeMs, data: { skipped } }];
  if (kind === 'inventory' && model) return [{ kind, key: '', timeMs, data: { vendor, model } }];
  return [];
}
