import type { Severity } from '#protocol/rule.ts';
import type { TimeSpan } from './zoom.ts';

/** Something that happened, on the time axis of a chart. */
export interface ChartMark {
  id: string;
  kind: 'alert' | 'change' | 'start';
  fromMs: number;
  /** Null: it still stands. Of a moment the same as `fromMs`. */
  toMs: number | null;
  severity?: Severity;
  /** Whose alert it is; a chart shades those of what it draws. */
  metric?: string;
  /** What happened, in a few words. */
  text: string;
  /** More about it, a line each. */
  details?: readonly string[];
  /** Address of the page about it. */
  href?: string;
}

/** Those that a chart of these metrics shows: its own alerts, and whatever may explain a bend. */
export function marksFor(marks: readonly ChartMark[], metrics: ReadonlySet<string>): ChartMark[] {
  return marks.filter(
    ({ kind, metric }) => kind !== 'alert' || (metric !== undefined && metrics.has(metric)),
  );
}

/** Those under the cursor: spans that hold the time, and moments that are near enough. */
export function marksAt(marks: readonly ChartMark[], timeMs: number, nearMs: number): ChartMark[] {
  return marks.filter(
    ({ fromMs, toMs }) => timeMs >= fromMs - nearMs && (toMs === null || timeMs <= toMs + nearMs),
  );
}

/** Marks that stand at one place of a strip. */
export interface PlacedMarks {
  /** Shares of the width, 0 to 1. */
  left: number;
  width: number;
  /** The gravest first. */
  marks: ChartMark[];
}

const GRAVITY: Readonly<Record<string, number>> = { critical: 0, warning: 1, info: 2 };

/** Where marks stand on a strip over a span; those nearer to one another than `least` (a share) stand as one. */
export function placeMarks(
  marks: readonly ChartMark[],
  { fromMs, toMs }: TimeSpan,
  least: number,
): PlacedMarks[] {
  const widthMs = toMs - fromMs;
  const share = (timeMs: number) => Math.min(1, Math.max(0, (timeMs - fromMs) / widthMs));
  const placed: PlacedMarks[] = [];
  for (const mark of [...marks].sort((a, b) => a.fromMs - b.fromMs)) {
    if (mark.fromMs > toMs || (mark.toMs !== null && mark.toMs < fromMs)) continue;
    const left = share(mark.fromMs);
    const width = share(mark.toMs ?? toMs) - left;
    const last = placed[placed.length - 1];
    if (last && left - last.left < least) {
      last.marks.push(mark);
      last.width = Math.max(last.width, left + width - last.left);
    } else placed.push({ left, width, marks: [mark] });
  }
  const rank = ({ severity }: ChartMark) => GRAVITY[severity ?? ''] ?? 3;
  for (const { marks: those } of placed) those.sort((a, b) => rank(a) - rank(b));
  return placed;
}
