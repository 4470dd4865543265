import { judgeHistory } from '#collector/hindsight/judge-history.ts';
import { compileRule } from '#judging/compile-rule.ts';
import { violates } from '#judging/evaluate.ts';
import type { MakeFeed, Samples } from '#judging/history.ts';
import { FIELD, PHASE } from '#judging/state.ts';
import type { Alert } from '#protocol/alert.ts';
import type { Note } from '#protocol/back-test.ts';
import type { Rule } from '#protocol/rule.ts';

/** After so many intervals without a value the series is silent. */
const SILENT_INTERVALS = 5;
const SILENT_LEAST_MS = 60_000;

/**
 * What keeps an alert in its state now: what is still violated, between violated and recovered, or recovered and not
 * long enough. `read` from a little before its beginning up to now, where the store has them.
 */
export function standingOf(
  alert: Alert,
  rule: Rule | undefined,
  read: { samples: Samples; intervalMs: number; feed: MakeFeed | undefined } | undefined,
  nowMs: number,
): Note {
  if (alert.state === 'resolved') return { code: 'resolved', params: { resolution: alert.resolution ?? '' } };
  if (alert.because) {
    const { alert: cause, target, relation } = alert.because;
    return { code: 'unknown_because', params: { alert: cause, target, relation } };
  }
  if (!rule) return { code: 'rule_gone', params: {} };
  if (rule.condition.kind === 'absent') return { code: 'silent', params: { sinceMs: alert.beganAtMs } };
  if (!read || read.samples.timesMs.length === 0) return { code: 'no_values', params: {} };
  const { samples, intervalMs, feed } = read;
  const lastMs = samples.timesMs[samples.timesMs.length - 1];
  if (nowMs - lastMs > Math.max(SILENT_LEAST_MS, SILENT_INTERVALS * intervalMs)) {
    return { code: 'silent', params: { sinceMs: lastMs } };
  }
  return judged(rule, samples, intervalMs, nowMs, feed);
}

function judged(
  rule: Rule,
  samples: Samples,
  intervalMs: number,
  nowMs: number,
  feed: MakeFeed | undefined,
): Note {
  const compiled = compileRule(rule, intervalMs);
  const state = judgeHistory({ compiled, samples, toMs: nowMs, changed: () => {}, feed: feed?.(compiled) });
  const [sinceMs, value] = [state[FIELD.sinceMs], state[FIELD.lastValue]];
  switch (state[FIELD.phase]) {
    case PHASE.pending:
      return rule.samples
        ? { code: 'samples_wanted', params: { ...rule.samples, value } }
        : { code: 'held', params: { sinceMs, holdMs: rule.holdMs, value } };
    case PHASE.recovering:
      return { code: 'recovering', params: { sinceMs, delayMs: rule.recoveryDelayMs, value } };
    case PHASE.calming:
      return { code: 'calming', params: { sinceMs, calmMs: compiled.calmMs, value } };
    case PHASE.flapping:
      return { code: 'flapping', params: { calmMs: compiled.calmMs, value } };
    case PHASE.firing:
      return violates(compiled, state[FIELD.quantity])
        ? { code: 'violated', params: { value } }
        : { code: 'not_recovered', params: { value, recoveryThreshold: rule.recoveryThreshold ?? value } };
    default:
      // Judged from the store it is over: the rule or its threshold is not what it was, or the values came late.
      return { code: 'judged_otherwise', params: { value } };
  }
}
