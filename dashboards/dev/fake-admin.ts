import {
  SYSTEM_DROPS,
  SYSTEM_LINES,
  type SystemDrop,
  type SystemHealth,
  type SystemLine,
} from '#protocol/system-health.ts';
import type { ImportPlan, PlannedRow } from '../api/bulk.ts';
import type { Answer } from './fake-api.ts';

const GIB = 2 ** 30;
const startedAtMs = Date.now() - 3 * 86_400_000;

/** Keys, tokens, many targets at once, and the health of the collector; undefined for anything else. */
export function answerAboutAdmin(call: string, [id]: readonly (string | undefined)[]): Answer | undefined {
  if (call === 'GET system') return { body: health(Date.now()) };
  if (call === 'GET keys') return { body: { keys: keys(), next: null } };
  if (call === 'POST keys')
    return { status: 201, body: { ...keys()[0], key: 'ward_push_9mTzB4wYc8Rj5nLhP37Kq2vX' } };
  if (call === 'GET enrol-tokens') return { body: { tokens: tokens(), next: null } };
  if (call === 'GET version') return { body: { version: '0.1.0', build: '' } };
  if (call === 'POST targets' && id === 'import') return { body: plan() };
  if (call === 'POST targets' && id?.startsWith('bulk')) return { body: { results: [], done: 0 } };
  return undefined;
}

function keys() {
  const key = (name: string, organisation: string, days: number, withdrawnAtMs: number | null = null) => ({
    id: name,
    organisation,
    name,
    createdBy: 'admin',
    createdAtMs: Date.now() - days * 86_400_000,
    withdrawnAtMs,
  });
  return [
    key('telegraf-b2', 'default', 40),
    key('prometheus-lab', 'centre', 3),
    key('old-otel', 'default', 300, Date.now() - 9e9),
  ];
}

function tokens() {
  const token = (
    id: string,
    comment: string,
    usedAtMs: number | null,
    zone: string | null,
    hours: number,
  ) => ({
    id,
    comment,
    createdBy: 'admin',
    createdAtMs: Date.now() - 3_600_000,
    expiresAtMs: Date.now() + hours * 3_600_000,
    usedAtMs,
    zone,
  });
  return [
    token('1', '门诊楼三层', null, 'hall-3', 20),
    token('2', '', Date.now() - 60_000, null, 20),
    token('3', 'old', null, null, -2),
  ];
}

function plan(): ImportPlan {
  const rows: PlannedRow[] = [
    {
      row: 2,
      what: 'refused',
      target: null,
      name: 'core-sw-9',
      changes: [],
      faults: [
        {
          column: 'kind',
          code: 'not_one_of',
          found: '交换鸡',
          allowed: ['server', 'switch', 'router', 'firewall', 'ups'],
        },
        {
          column: 'credential',
          code: 'unknown_credential',
          found: 'core-rw',
          allowed: ['core-ro', 'ups-ro'],
        },
      ],
    },
    {
      row: 3,
      what: 'new',
      target: null,
      name: 'access-sw-17',
      changes: [
        'kind:switch',
        'address:10.9.1.17',
        'rack:A07',
        'probe:snmp',
        'credential:core-ro',
        'every:60',
      ].map((each) => {
        const [column, to] = each.split(':') as [string, string];
        return { column, from: '', to };
      }),
      faults: [],
    },
    {
      row: 4,
      what: 'changed',
      target: 't-1',
      name: 'ups-b2',
      changes: [
        { column: 'owner', from: '王工', to: '李工' },
        { column: 'rack', from: 'A01', to: '' },
      ],
      faults: [],
    },
    { row: 5, what: 'unchanged', target: 't-2', name: 'ups-b3', changes: [], faults: [] },
  ];
  const counts = { new: 1, changed: 1, unchanged: 1, refused: 1 };
  return { rows, counts, ignored: ['备注'], token: 'x', applied: false };
}

function health(nowMs: number): SystemHealth {
  const levels: Record<SystemLine, number> = {
    samples_per_second: 12_400,
    journal_bytes: 0.61 * GIB,
    judging_behind_seconds: 0,
    store_behind_seconds: 340,
    memory_bytes: 0.41 * GIB,
    cpu_percent: 38,
    loop_delay_milliseconds: 4.2,
    live_pages: 7,
    agents_connected: 58,
  };
  const lines = Object.fromEntries(
    SYSTEM_LINES.map((line) => [
      line,
      Array.from({ length: 360 }, (_each, at) => levels[line] * (0.85 + 0.15 * Math.sin(at / 20) ** 2)),
    ]),
  ) as Record<SystemLine, number[]>;
  const drops = Object.fromEntries(SYSTEM_DROPS.map((drop) => [drop, 0])) as Record<SystemDrop, number>;
  return {
    nowMs,
    version: '0.1.0',
    startedAtMs,
    starts: 12,
    node: '24.21.0',
    target: 't-0',
    now: levels,
    history: { everyMs: 10_000, endMs: nowMs, lines },
    journal: { limitBytes: 2 * GIB, entries: 812_000, oldestAgeMs: 340_000 },
    ledger: { engine: 'sqlite', bytes: 48_000_000 },
    disk: { folder: '/var/lib/ward', freeBytes: 61 * GIB, totalBytes: 200 * GIB },
    cores: 4,
    drops: { ...drops, store_failures: 14, live_pages_dropped: 2 },
    errors: [
      { atMs: nowMs - 90_000, what: 'store', message: 'connect ECONNREFUSED 10.0.0.7:8086', times: 14 },
      {
        atMs: nowMs - 86_400_000,
        what: 'backup',
        message: '/backup/ward has 1.2 GiB left, 4.2 GiB are needed',
        times: 1,
      },
    ],
  };
}
