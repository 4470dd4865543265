import type { Sql } from '#collector/ledger/sql.ts';
import type { Scope } from '#collector/people/caller.ts';
import type { AlertEvent, AlertEventKind } from '#protocol/alert.ts';
import type { Severity } from '#protocol/rule.ts';
import { inJson, type TextFilter } from './alert-list.ts';
import { type EventRow, toEvent } from './alert-rows.ts';
import { anyOf, contains, either, type Point, scan, type Term, within } from './scan.ts';

/** Which events; everything named must hold. */
export interface EventFilter {
  /** At or after, and before. */
  fromMs?: number;
  toMs?: number;
  kinds?: readonly AlertEventKind[];
  target?: string;
  targets?: readonly string[];
  rule?: string;
  severities?: readonly Severity[];
  /** Name of the person who did it. */
  by?: string;
  text?: TextFilter;
}

/** One page of the history, newest first; `next` goes on, null at the end. It need not be full. */
export interface EventPage {
  events: AlertEvent[];
  next: Point | null;
}

/** Searches what happened to all alerts, for ever. */
export async function searchEvents(
  sql: Sql,
  scope: Scope,
  filter: EventFilter,
  after: Point | null,
  limit: number,
): Promise<EventPage> {
  const { rows, next } = await scan<EventRow>(sql, {
    table: 'alert_events',
    time: 'at_ms',
    tie: 'number',
    indexed: indexed(filter),
    others: others(scope, filter),
    after,
    limit,
  });
  return { events: rows.map(toEvent), next };
}

/** What only people do: there is little of it, and an index of its own. */
const BY_PEOPLE: ReadonlySet<AlertEventKind> = new Set([
  'acknowledged',
  'unacknowledged',
  'commented',
  'assigned',
  'closed',
  'reopened',
] as const);

function indexed({ target, rule, by, kinds, fromMs, toMs }: EventFilter): Term[] {
  const terms: Term[] = [];
  if (target !== undefined) terms.push({ text: 'target = ?', values: [target] });
  else if (rule !== undefined) terms.push({ text: 'rule = ?', values: [rule] });
  else if (by !== undefined || (kinds && kinds.length > 0 && kinds.every((kind) => BY_PEOPLE.has(kind))))
    terms.push({ text: 'by_whom IS NOT NULL', values: [] });
  if (fromMs !== undefined) terms.push({ text: 'at_ms >= ?', values: [fromMs] });
  if (toMs !== undefined) terms.push({ text: 'at_ms < ?', values: [toMs] });
  return terms;
}

function others(scope: Scope, filter: EventFilter): Term[] {
  const terms = within(scope);
  if (filter.kinds) terms.push(anyOf('kind', filter.kinds));
  if (filter.targets) terms.push(anyOf('target', filter.targets));
  if (filter.target !== undefined && filter.rule !== undefined) terms.push(anyOf('rule', [filter.rule]));
  if (filter.severities) terms.push(anyOf('severity', filter.severities));
  if (filter.by !== undefined) terms.push(anyOf('by_whom', [filter.by]));
  if (filter.text) terms.push(says(filter.text));
  return terms;
}

function says({ text, targets, rules }: TextFilter): Term {
  const labels = contains('labels', inJson(text));
  return either([
    contains('comment', text),
    anyOf('target', targets),
    anyOf('rule', rules),
    {
      text: `EXISTS (SELECT 1 FROM alerts WHERE alerts.id = alert_events.alert AND ${labels.text})`,
      values: labels.values,
    },
  ]);
}
