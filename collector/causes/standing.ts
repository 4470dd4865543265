import type { Alert } from '#protocol/alert.ts';
import { probeStateCode } from '#protocol/probe-state.ts';
import type { Meaning } from '#protocol/rule.ts';

/** An alert that has not ended, and what it means for others. */
export interface Standing {
  alert: Alert;
  meaning: Meaning | undefined;
}

/** The rule of alerts that stand for others behind something of which nothing is known. */
export const COMMON_CAUSE = 'common-cause';

/** A sample may still have been made so long after the one by which an absence is dated: an interval of a usual agent. */
const INTERVAL_MS = 15_000;
/** Rules wait for several intervals before they call it an absence. */
const SHARE_OF_SILENCE = 0.5;
const WRONG_SECRET = probeStateCode('wrong_secret');
const PROBE_STATE = 'probe.state';
const CLOCK = 'agent.clock_skew_seconds';

/** From when on nothing can have been heard of it, if the alert is right. */
export function silentFrom({ alert }: Standing): number {
  const { beganAtMs, firedAtMs, value } = alert;
  if (value !== null) return beganAtMs;
  const slackMs = firedAtMs === null ? INTERVAL_MS : SHARE_OF_SILENCE * (firedAtMs - beganAtMs);
  return beganAtMs + Math.min(INTERVAL_MS, slackMs);
}

export function isInferred({ alert }: Standing): boolean {
  return alert.rule === COMMON_CAUSE;
}

export function isFiring({ alert }: Standing): boolean {
  return alert.state === 'firing';
}

/** That a login is refused. */
export function isRefusedLogin({ alert }: Standing): boolean {
  return alert.metric === PROBE_STATE && alert.value === WRONG_SECRET;
}

export function isWrongClock({ alert }: Standing): boolean {
  return alert.metric === CLOCK;
}

/** That something did not come which silence alone explains. */
export function isMissing({ alert, meaning }: Standing): boolean {
  return meaning === undefined && (alert.value === null || alert.metric.startsWith('job.'));
}

/** Whether anything could ever explain it. */
export function mayHaveCause(standing: Standing): boolean {
  const { meaning } = standing;
  if (meaning !== undefined) return meaning !== 'monitor' && meaning !== 'cooling';
  return isMissing(standing) || isRefusedLogin(standing) || isWrongClock(standing);
}

/** That it is too warm, not too cold. */
export function isWarm({ alert, meaning }: Standing): boolean {
  if (meaning !== 'temperature') return false;
  return alert.value === null || alert.threshold === null || alert.value >= alert.threshold;
}

/** The one that says most of a silence comes first: the agent, then a probe as a whole; then the oldest. */
export function byWeight(one: Standing, other: Standing): number {
  return (
    weight(one) - weight(other) ||
    one.alert.beganAtMs - other.alert.beganAtMs ||
    (one.alert.id < other.alert.id ? -1 : 1)
  );
}

function weight(standing: Standing): number {
  if (isInferred(standing)) return 0;
  if (standing.alert.metric.startsWith('agent.')) return 1;
  return standing.alert.metric === PROBE_STATE ? 2 : 3;
}
