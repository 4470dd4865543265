import type { Formats } from './format.ts';
import { stateOf } from './metric-words.ts';

/** A value of a metric as people read it: the word of a state, a duration, a number with its unit. */
export function valueText(formats: Formats, metric: string, unit: string, value: number): string {
  const state = stateOf(formats.language, metric, value);
  if (state) return state.text;
  // Minutes with decimals are how devices count, and not how people do.
  if (metric.endsWith('_minutes') && Number.isFinite(value) && value >= 0)
    return formats.duration(value * 60_000);
  return formats.value(value, unit);
}
