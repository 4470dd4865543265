import type { Sql } from '#collector/ledger/sql.ts';
import type { Scope } from '#collector/people/caller.ts';
import type { Alert, AlertState } from '#protocol/alert.ts';
import type { Severity } from '#protocol/rule.ts';
import { type AlertRow, toAlert } from './alert-rows.ts';
import { anyOf, contains, either, type Point, scan, type Term, within } from './scan.ts';

/** Which alerts; everything named must hold. */
export interface AlertFilter {
  states?: readonly AlertState[];
  target?: string;
  /** Any of these targets, such as those of a group. */
  targets?: readonly string[];
  rule?: string;
  severities?: readonly Severity[];
  /** Nothing can be known of it now, because of another. */
  unknown?: boolean;
  acknowledged?: boolean;
  /** Name of a person; null: nobody. */
  assignedTo?: string | null;
  closed?: boolean;
  flapping?: boolean;
  text?: TextFilter;
  /** Began at or after, and before. */
  fromMs?: number;
  toMs?: number;
}

/** A text that people look for: in labels and comments, or as a part of the names of these targets and rules. */
export interface TextFilter {
  text: string;
  targets: readonly string[];
  rules: readonly string[];
}

/** One page of a list, newest beginning first; `next` goes on, null at the end. It need not be full. */
export interface AlertPage {
  alerts: Alert[];
  next: Point | null;
}

/** How many alerts stand, for the head of a page. */
export interface AlertCounts {
  firing: Record<Severity, number>;
  pending: Record<Severity, number>;
  /** Of those that fire: known, not taken up by anybody and not closed. */
  open: number;
  unknown: number;
  acknowledged: number;
  assigned: number;
  /** Assigned to whoever asks. */
  mine: number;
  closed: number;
  flapping: number;
}

/** One page; `after` is the `next` of an earlier one. */
export async function listAlerts(
  sql: Sql,
  scope: Scope,
  filter: AlertFilter,
  after: Point | null,
  limit: number,
): Promise<AlertPage> {
  const { rows, next } = await scan<AlertRow>(sql, {
    table: 'alerts',
    time: 'began_at_ms',
    tie: 'id',
    indexed: indexed(filter),
    others: others(scope, filter),
    after,
    limit,
  });
  return { alerts: rows.map(toAlert), next };
}

/** Of what stands now. */
export async function countAlerts(
  sql: Sql,
  scope: Scope,
  filter: Pick<AlertFilter, 'target' | 'targets' | 'rule'>,
  person: string,
): Promise<AlertCounts> {
  const standing: AlertFilter = { ...filter, states: ['pending', 'firing'] };
  const terms = [...indexed(standing), ...others(scope, standing)];
  const rows = await sql.all<CountRow>(
    `SELECT state, severity, COUNT(*) AS count, ${COUNTED.map(([name, is]) => `SUM(CASE WHEN ${is} THEN 1 ELSE 0 END) AS ${name}`).join(', ')},
       SUM(CASE WHEN assigned_to = ? THEN 1 ELSE 0 END) AS mine
     FROM alerts WHERE ${terms.map(({ text }) => text).join(' AND ')} GROUP BY state, severity`,
    person,
    ...terms.flatMap(({ values }) => values),
  );
  const none = () => ({ info: 0, warning: 0, critical: 0 });
  const facts = { open: 0, unknown: 0, acknowledged: 0, assigned: 0, mine: 0, closed: 0, flapping: 0 };
  const counts: AlertCounts = { firing: none(), pending: none(), ...facts };
  for (const row of rows) {
    counts[row.state][row.severity] += row.count;
    for (const fact of Object.keys(facts) as (keyof typeof facts)[]) counts[fact] += row[fact];
  }
  return counts;
}

interface CountRow extends Omit<AlertCounts, 'firing' | 'pending'> {
  state: 'pending' | 'firing';
  severity: Severity;
  count: number;
}

const COUNTED = [
  ['open', "state = 'firing' AND because IS NULL AND acknowledged IS NULL AND closed IS NULL"],
  ['unknown', 'because IS NOT NULL'],
  ['acknowledged', 'acknowledged IS NOT NULL'],
  ['assigned', 'assigned_to IS NOT NULL'],
  ['closed', 'closed IS NOT NULL'],
  ['flapping', 'flapping = 1'],
] as const;

/** One index at a time: of a target or a rule there is less than of a state. */
function indexed({ target, rule, states, fromMs, toMs }: AlertFilter): Term[] {
  const terms: Term[] = [];
  if (target !== undefined) terms.push(anyOf('target', [target]));
  else if (rule !== undefined) terms.push(anyOf('rule', [rule]));
  else if (states) terms.push(anyOf('state', states));
  if (fromMs !== undefined) terms.push({ text: 'began_at_ms >= ?', values: [fromMs] });
  if (toMs !== undefined) terms.push({ text: 'began_at_ms < ?', values: [toMs] });
  return terms;
}

function others(scope: Scope, filter: AlertFilter): Term[] {
  const { target, rule, states } = filter;
  const terms = within(scope);
  if (target !== undefined && rule !== undefined) terms.push(anyOf('rule', [rule]));
  if (states && (target !== undefined || rule !== undefined)) terms.push(anyOf('state', states));
  if (filter.targets) terms.push(anyOf('target', filter.targets));
  if (filter.severities) terms.push(anyOf('severity', filter.severities));
  if (filter.unknown !== undefined) terms.push(isThere('because', filter.unknown));
  if (filter.acknowledged !== undefined) terms.push(isThere('acknowledged', filter.acknowledged));
  if (filter.closed !== undefined) terms.push(isThere('closed', filter.closed));
  if (filter.assignedTo === null) terms.push(isThere('assigned_to', false));
  else if (filter.assignedTo !== undefined)
    terms.push({ text: 'assigned_to = ?', values: [filter.assignedTo] });
  if (filter.flapping !== undefined) terms.push({ text: 'flapping = ?', values: [filter.flapping ? 1 : 0] });
  if (filter.text) terms.push(says(filter.text));
  return terms;
}

function isThere(column: string, wanted: boolean): Term {
  return { text: `${column} IS ${wanted ? 'NOT NULL' : 'NULL'}`, values: [] };
}

function says({ text, targets, rules }: TextFilter): Term {
  const comments: Term = {
    text: `EXISTS (SELECT 1 FROM alert_events WHERE alert_events.alert = alerts.id AND by_whom IS NOT NULL
      AND ${contains('comment', text).text})`,
    values: contains('comment', text).values,
  };
  return either([
    contains('metric', text),
    contains('labels', inJson(text)),
    anyOf('target', targets),
    anyOf('rule', rules),
    comments,
  ]);
}

/** As a text stands in JSON. */
export function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
