import type { DayOutcome, DayRun, DayWindow, JobDayEntry } from '../../../api/services.ts';
import type { Mark } from '../../../ui/state-mark.tsx';

/** The stretch of time that a line shows. */
export interface DaySpan {
  fromMs: number;
  toMs: number;
}

/** Something on the line of a job, where it stands in percent of its length. */
export type DayItem = { left: number; width: number; atMs: number } & (
  | { kind: 'window'; window: DayWindow /** Of the deadline; null outside. */; due: number | null }
  | { kind: 'run'; run: DayRun }
);

/** Windows first, so that runs lie on top; each in the order of time. What lies outside is cut at the ends. */
export function itemsOf({ windows, runs }: JobDayEntry, span: DaySpan, nowMs: number): DayItem[] {
  const items: DayItem[] = windows.map((window) => ({
    kind: 'window',
    window,
    ...place(window.opensMs, window.dueMs, span),
    due: window.dueMs >= span.fromMs && window.dueMs <= span.toMs ? share(window.dueMs, span) : null,
    atMs: Math.max(window.opensMs, span.fromMs),
  }));
  for (const run of runs) {
    const endMs = run.endedAtMs ?? Math.min(nowMs, span.toMs);
    const startMs = run.startedAtMs ?? endMs;
    items.push({ kind: 'run', run, ...place(startMs, endMs, span), atMs: Math.max(startMs, span.fromMs) });
  }
  return items;
}

/** Where a moment stands, 0 to 100. */
export function share(atMs: number, { fromMs, toMs }: DaySpan): number {
  return (100 * (Math.min(toMs, Math.max(fromMs, atMs)) - fromMs)) / (toMs - fromMs);
}

/** In the order in which one goes through them by key. */
export function inTime(items: readonly DayItem[]): DayItem[] {
  return [...items].sort((one, other) => one.atMs - other.atMs);
}

/** What lies under a place of the line, nearest first; nothing when nothing is near. */
export function itemsAt(items: readonly DayItem[], percent: number, near: number): DayItem[] {
  const distance = ({ left, width }: DayItem) => Math.max(left - percent, percent - left - width, 0);
  return items
    .filter((item) => distance(item) <= near)
    .sort((one, other) => distance(one) - distance(other) || one.width - other.width);
}

const WINDOW_MARKS: Readonly<Record<DayOutcome, Mark>> = {
  met: 'ok',
  late: 'warning',
  poor: 'warning',
  failed: 'critical',
  missing: 'critical',
  unseen: 'stale',
  expected: 'none',
  open: 'info',
  overdue: 'warning',
};

export function dayMark(outcome: DayOutcome): Mark {
  return WINDOW_MARKS[outcome];
}

/** The hours to write above the lines: so many that they can be read. */
export function hourTicks({ fromMs, toMs }: DaySpan, everyHours: number): number[] {
  const stepMs = everyHours * 3_600_000;
  const ticks: number[] = [];
  for (let atMs = fromMs; atMs <= toMs; atMs += stepMs) ticks.push(atMs);
  return ticks;
}

function place(startMs: number, endMs: number, span: DaySpan): { left: number; width: number } {
  const left = share(startMs, span);
  return { left, width: Math.max(0, share(endMs, span) - left) };
}
