/*
 * Alerts and their events, beside the samples that certainly were judged as they came.
 */
import type { Alert, AlertEvent } from '#protocol/alert.ts';
import type { Ward } from '#scripts/servers/ward.ts';
import { isHigh, WAVES, type Wave } from './kill-values.ts';
import type { KilledAgent } from './killed-agent.ts';
import type { Violations } from './violations.ts';

/** An alert with everything that happened to it. */
export interface AlertHistory {
  alert: Alert;
  events: AlertEvent[];
}

/** Every alert there is. */
export async function readAlerts(ward: Ward): Promise<AlertHistory[]> {
  const histories: AlertHistory[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const more = cursor && `&cursor=${cursor}`;
    const page: { alerts: Alert[]; next: string | null } = await ward.call(
      'GET',
      `/api/v1/alerts?limit=1000${more}`,
    );
    for (const alert of page.alerts) {
      const { events } = await ward.call<{ events: AlertEvent[] }>(
        'GET',
        `/api/v1/alerts/${alert.id}/events`,
      );
      histories.push({ alert, events });
    }
    cursor = page.next;
  }
  return histories;
}

/** Each that fired was resolved once or is firing still; no event stands twice. */
export function checkPairs(histories: readonly AlertHistory[], violations: Violations): void {
  const seen = new Set<string>();
  for (const { alert, events } of histories) {
    const of = (kind: string) => events.filter((event) => event.kind === kind).length;
    const what = `${alert.rule} ${alert.id} (${alert.state}): ${of('fired')} fired, ${of('resolved')} resolved`;
    const expected = { pending: [0, 0], firing: [1, 0], resolved: [1, 1] }[alert.state];
    if (of('fired') !== expected[0] || of('resolved') !== expected[1])
      violations.add('an alert whose events do not match', what);
    for (const { id } of [alert, ...events]) {
      if (seen.has(id)) violations.add('an alert or event stands twice', id);
      seen.add(id);
    }
  }
}

/**
 * Every frame that left as live, and never as backlog, and was acknowledged, was judged as it came, behind all that
 * were judged before. So an alert stands over it exactly when it violates. Returns how many were compared.
 */
export function checkAgreement(
  { number, target, record }: KilledAgent,
  histories: readonly AlertHistory[],
  violations: Violations,
): number {
  let compared = 0;
  for (const wave of WAVES) {
    const judged = histories
      .filter(({ alert, events }) => isOf(alert, target, wave) && events.some(({ late }) => !late))
      .sort((one, other) => one.alert.beganAtMs - other.alert.beganAtMs);
    const episodes = judged.map(({ alert }) => alert);
    checkOverlaps(episodes, violations);
    for (const { timeMs, live, backlog, acknowledged } of record.frames.values()) {
      if (live === 0 || backlog > 0 || !acknowledged) continue;
      compared++;
      const over = judged.filter(
        ({ alert: { beganAtMs, resolvedAtMs } }) =>
          beganAtMs <= timeMs && timeMs < (resolvedAtMs ?? Number.POSITIVE_INFINITY),
      );
      const expected = isHigh(number, wave, timeMs) ? 1 : 0;
      if (over.length !== expected)
        violations.add(
          expected === 1 ? 'a violation without an alert' : 'an alert without a violation',
          `agent ${number}, ${wave}, ${timeMs}${over.map(storyOf).join('')}`,
        );
    }
  }
  return compared;
}

/** What became of an alert, for who looks for a mistake. */
function storyOf({ alert, events }: AlertHistory): string {
  const told = events.map(({ kind, atMs, late }) => `${kind}${late ? ' late' : ''} at ${atMs}`);
  return `; ${alert.id} from ${alert.beganAtMs} to ${alert.resolvedAtMs}: ${told.join(', ')}`;
}

function isOf(alert: Alert, target: string, wave: Wave): boolean {
  return alert.target === target && alert.metric === wave;
}

function checkOverlaps(episodes: readonly Alert[], violations: Violations): void {
  for (const [index, { id, beganAtMs }] of episodes.entries()) {
    const before = episodes[index - 1];
    if (before && (before.resolvedAtMs === null || before.resolvedAtMs > beganAtMs))
      violations.add('two alerts at a time over one series', `${before.id} and ${id}`);
  }
}
