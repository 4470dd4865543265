import type { Alert } from '#protocol/alert.ts';
import type { ChartMark } from '../../../charts/marks.ts';
import { alertRoute } from '../../../state/route.ts';
import { seriesText } from '../../../words/alert-text.ts';
import type { Formats } from '../../../words/format.ts';
import type { Words } from '../../../words/words.ts';
import { type ChangeEvent, changeLines, readInventoryChange } from '../change-events.ts';

/** `GET targets/<id>/marks`. */
export interface MarksAnswer {
  alerts: Alert[];
  events: ChangeEvent[];
  restarts: { atMs: number; metric: keyof Words['target']['marks']['starts'] }[];
  isCut: boolean;
}

/** How many lines of one change are told where it is only marked. */
const MOST_LINES = 4;

/** What happened to a target as marks; alerts that have come since are taken from what stands now. */
export function marksOf(
  answer: MarksAnswer | undefined,
  standing: readonly Alert[],
  words: Words,
  formats: Formats,
  ruleName: (rule: string) => string,
): ChartMark[] {
  const text = words.target.marks;
  const alerts = new Map((answer?.alerts ?? []).map((alert) => [alert.id, alert]));
  for (const alert of standing) if (alert.firedAtMs !== null) alerts.set(alert.id, alert);
  const marks: ChartMark[] = [];
  for (const alert of alerts.values()) {
    marks.push({
      id: alert.id,
      kind: 'alert',
      severity: alert.severity,
      metric: alert.metric,
      fromMs: alert.firedAtMs ?? alert.beganAtMs,
      toMs: alert.resolvedAtMs,
      text: text.alert(words.states.severity[alert.severity], ruleName(alert.rule)),
      details: [seriesText(words, alert.metric, alert.labels)],
      href: alertRoute(alert.id),
    });
  }
  for (const event of answer?.events ?? []) marks.push(markOfEvent(event, words, formats));
  for (const { atMs, metric } of answer?.restarts ?? [])
    marks.push({
      id: `${metric} ${atMs}`,
      kind: 'start',
      fromMs: atMs,
      toMs: atMs,
      text: text.starts[metric],
    });
  return marks.sort((a, b) => b.fromMs - a.fromMs);
}

function markOfEvent(event: ChangeEvent, words: Words, formats: Formats): ChartMark {
  const { atMs, key } = event;
  const text = words.target.marks;
  const mark = { id: `${key} ${atMs}`, kind: 'change' as const, fromMs: atMs, toMs: atMs };
  if (key === 'config_changed') {
    const { added = 0, removed = 0 } = (event.data ?? {}) as { added?: number; removed?: number };
    return { ...mark, text: text.config(formats.number(added), formats.number(removed)) };
  }
  if (key !== 'inventory_changed') return { ...mark, text: text.event(key) };
  const { changes, total } = readInventoryChange(event.data);
  const details = changeLines(changes.slice(0, MOST_LINES), words, formats).map(({ what, before, after }) =>
    text.changed(what, before, after),
  );
  if (total > details.length) details.push(text.more(formats.number(total - details.length)));
  return { ...mark, text: text.inventory, details };
}
