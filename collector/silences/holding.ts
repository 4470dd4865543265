import { type AlertPlace, alertMatches } from '#collector/alerts/matches.ts';
import type { Stage } from '#collector/notify/plan.ts';
import type { Alert } from '#protocol/alert.ts';
import type { Silence } from '#protocol/silence.ts';

/** A silence that holds now, and until when; null: nobody has said. */
export interface StandingSilence {
  silence: Silence;
  untilMs: number | null;
}

/** What holds an alert back, as pages show it. */
export interface Holding {
  silence: string;
  kind: Silence['kind'];
  name: string;
  untilMs: number | null;
}

/** Of the silences that mean the alert the one that ends last; of two that end together planned work says more. */
export function holdingOf(
  alert: Alert,
  place: AlertPlace,
  standing: readonly StandingSilence[],
): Holding | undefined {
  let found: StandingSilence | undefined;
  for (const each of standing) {
    if (!alertMatches(each.silence.match, alert, place)) continue;
    if (!found || endsLater(each, found)) found = each;
  }
  if (!found) return undefined;
  const { id, kind, name } = found.silence;
  return { silence: id, kind, name, untilMs: found.untilMs };
}

function endsLater(one: StandingSilence, other: StandingSilence): boolean {
  const [oneMs, otherMs] = [one, other].map(({ untilMs }) => untilMs ?? Number.POSITIVE_INFINITY);
  if (oneMs !== otherMs) return oneMs > otherMs;
  return one.silence.kind === 'maintenance' && other.silence.kind === 'silence';
}

/**
 * The stage of telling that heeds silences: what they hold is asked about again at the end of the window, and told
 * then if it still fires.
 */
export function silenceStage(silences: { holding(alert: Alert, nowMs: number): Holding | undefined }): Stage {
  return ({ alert }, nowMs) => {
    const holding = silences.holding(alert, nowMs);
    if (!holding) return undefined;
    const { silence, kind, name, untilMs } = holding;
    return { held: kind === 'maintenance' ? 'maintenance' : 'silenced', untilMs, params: { silence, name } };
  };
}
