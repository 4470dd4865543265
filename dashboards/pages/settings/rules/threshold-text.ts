import type { ThresholdValues } from '#protocol/threshold.ts';
import type { Formats } from '../../../words/format.ts';
import type { Words } from '../../../words/words.ts';

/** What one level says, in one line: `90% · critical 95% · for 5m`. */
export function thresholdText(values: ThresholdValues, unit: string, words: Words, formats: Formats): string {
  const text = words.thresholds;
  const { enabled, threshold, low, high, recoveryThreshold, holdMs, tiers = [] } = values;
  if (enabled === false) return text.off;
  const value = (number: number) => formats.limit(number, unit);
  const parts = [
    ...[threshold, low, high].filter((each) => each !== undefined).map(value),
    ...tiers.map((tier) => `${words.states.severity[tier.severity]} ${value(tier.threshold)}`),
    ...(recoveryThreshold === undefined ? [] : [text.recoveryIs(value(recoveryThreshold))]),
    ...(holdMs === undefined ? [] : [text.holdIs(formats.duration(holdMs))]),
  ];
  return parts.length > 0 ? parts.join(' · ') : text.judgesChoices.on;
}
