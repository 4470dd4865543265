import { compileRule, severityOf } from '#judging/compile-rule.ts';
import type { MakeFeed, Samples } from '#judging/history.ts';
import { CHANGE, FIELD } from '#judging/state.ts';
import { type Rule, SEVERITIES, type Severity } from '#protocol/rule.ts';
import { judgeInSlices } from './judge-history.ts';

/** Of a rule that does not say itself what flapping is: an episode so soon after another one is the same trouble. */
const FLAP_WITHIN_MS = 30 * 60_000;

/** One alert that a series would have had. */
export interface SeriesEpisode {
  /** The gravest that it reached. */
  severity: Severity;
  beganAtMs: number;
  firedAtMs: number;
  endedAtMs: number | null;
  /** Began soon after the one before it had ended, or was held because it came and went. */
  flap: boolean;
}

/** How a history is looked at: firings that ended before `fromMs` only lead up to it. */
export interface TestedSpan {
  fromMs: number;
  toMs: number;
}

/**
 * What a rule would have said of one series, by the evaluator that judges the stream. `intervalMs`: how far apart
 * the samples are expected; `breathe` is awaited now and then.
 */
export async function testSeries(
  rule: Rule,
  samples: Samples,
  intervalMs: number,
  { fromMs, toMs }: TestedSpan,
  breathe: () => Promise<void>,
  feed?: MakeFeed,
): Promise<SeriesEpisode[]> {
  const compiled = compileRule(rule, intervalMs);
  const withinMs = rule.flapping?.withinMs ?? FLAP_WITHIN_MS;
  const found: SeriesEpisode[] = [];
  let current: SeriesEpisode | undefined;
  const slices = judgeInSlices({
    compiled,
    samples,
    toMs,
    feed: feed?.(compiled),
    changed({ change, flapping, atMs, state }) {
      if (change === CHANGE.fired) {
        const endedAtMs = found.at(-1)?.endedAtMs ?? -Infinity;
        current = {
          severity: severityOf(state[FIELD.severity]) ?? rule.severity,
          beganAtMs: state[FIELD.beganMs],
          firedAtMs: atMs,
          endedAtMs: null,
          flap: atMs - endedAtMs < withinMs,
        };
        found.push(current);
      }
      if (!current) return;
      if (flapping) current.flap = true;
      if (change === CHANGE.severity)
        current.severity = graver(current.severity, severityOf(state[FIELD.severity]));
      if (change !== CHANGE.resolved) return;
      current.endedAtMs = atMs;
      current = undefined;
    },
  });
  while (!slices.next().done) await breathe();
  return found.filter(({ endedAtMs }) => endedAtMs === null || endedAtMs > fromMs);
}

function graver(one: Severity, other: Severity | undefined): Severity {
  return other !== undefined && SEVERITIES.indexOf(other) > SEVERITIES.indexOf(one) ? other : one;
}
