import { type AlertRow, toAlert } from '#collector/alerts/alert-rows.ts';
import { alertMatches } from '#collector/alerts/matches.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import type { Scope } from '#collector/people/caller.ts';
import type { Outage, TimeSpan } from '#judging/availability.ts';
import type { Alert } from '#protocol/alert.ts';
import type { Rule } from '#protocol/rule.ts';
import type { Silence } from '#protocol/silence.ts';
import type { Silences } from './silences.ts';
import { windowsBetween } from './windows.ts';

/** An outage and the alert that told of it. */
export interface ToldOutage extends Outage {
  alert: string;
  rule: string;
}

export interface OutagesOptions {
  sql: Sql;
  silences: Silences;
  /** Also of rules that were deleted since. */
  rules: { recall(id: string): Promise<Rule | undefined> };
}

/** Alerts of one target that are looked at: beyond it the oldest of the span are missing, and said to be. */
const MOST_ALERTS = 10_000;
const MOST_PLANNED = 1_000;
const MOST_WINDOWS = 2_000;

/** Reads the outages of targets of one organisation, for as many of them as are asked. */
export async function outageReader(
  { sql, silences, rules }: OutagesOptions,
  organisation: string,
  span: TimeSpan,
  nowMs: number,
): Promise<(target: string) => Promise<ToldOutage[]>> {
  const scope: Scope = { everywhere: false, organisations: [organisation] };
  const planned = await silences.between(scope, { kind: 'maintenance' }, span, MOST_PLANNED);
  const windows = new Map<string, TimeSpan[]>();
  const unreachable = new Map<string, boolean>();

  return async (target) => {
    const outages: ToldOutage[] = [];
    for (const alert of await alertsOf(target)) {
      if (!(await meansUnreachable(alert.rule))) continue;
      outages.push({
        alert: alert.id,
        rule: alert.rule,
        fromMs: alert.beganAtMs,
        toMs: alert.resolvedAtMs ?? nowMs,
        planned: plannedFor(alert),
        unknown: await hiddenTimes(alert),
      });
    }
    return outages;
  };

  async function alertsOf(target: string): Promise<Alert[]> {
    const rows = await sql.all<AlertRow>(
      `SELECT * FROM alerts WHERE target = ? AND began_at_ms < ? AND fired_at_ms IS NOT NULL
         AND (resolved_at_ms IS NULL OR resolved_at_ms > ?) ORDER BY began_at_ms DESC LIMIT ?`,
      target,
      span.toMs,
      span.fromMs,
      MOST_ALERTS,
    );
    return rows.map(toAlert);
  }

  async function meansUnreachable(rule: string): Promise<boolean> {
    let means = unreachable.get(rule);
    if (means === undefined) {
      means = (await rules.recall(rule))?.meaning === 'unreachable';
      unreachable.set(rule, means);
    }
    return means;
  }

  function plannedFor(alert: Alert): TimeSpan[] {
    const place = { ...silences.placeOf(alert), meaning: 'unreachable' as const };
    return planned.filter(({ match }) => alertMatches(match, alert, place)).flatMap(windowsOf);
  }

  function windowsOf(silence: Silence): TimeSpan[] {
    let known = windows.get(silence.id);
    if (!known) {
      known = windowsBetween(silence, span, silences.clockOf(organisation), MOST_WINDOWS);
      windows.set(silence.id, known);
    }
    return known;
  }

  /** When nothing could be known of it because of another alert. */
  async function hiddenTimes({ id, because, resolvedAtMs }: Alert): Promise<TimeSpan[]> {
    const events = await sql.all<{ kind: string; at_ms: number }>(
      `SELECT kind, at_ms FROM alert_events WHERE alert = ? AND kind IN ('suppressed', 'released') ORDER BY number`,
      id,
    );
    const hidden: TimeSpan[] = [];
    let sinceMs: number | undefined;
    for (const { kind, at_ms: atMs } of events) {
      if (kind === 'suppressed') sinceMs ??= atMs;
      else if (sinceMs !== undefined) {
        hidden.push({ fromMs: sinceMs, toMs: atMs });
        sinceMs = undefined;
      }
    }
    sinceMs ??= because?.sinceMs;
    if (sinceMs !== undefined) hidden.push({ fromMs: sinceMs, toMs: resolvedAtMs ?? nowMs });
    return hidden;
  }
}
