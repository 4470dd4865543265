import { dayText, instantOf, localDay, parseDay } from '#judging/schedule/civil.ts';
import { JOB_STATES } from '#protocol/job.ts';
import type { DayOutcome, DayRun, DayWindow, JobDayEntry } from '../api/services.ts';
import { passes, place } from './fake-place.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const GIB = 1024 ** 3;

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

export function makeDay(search: URLSearchParams) {
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
