import type { Formats } from './format.ts';
import { stateOf } from './metric-words.ts';

/** Compared by people and written into settings, never added up. */
const FINGERPRINT = /^(page|certificate)\.fingerprint$/;

/** Probes count no further than this. */
const NEVER_FULL_DAYS = 3_650;

/** A value of a metric as people read it: the word of a state, a duration, a number with its unit. */
export function valueText(formats: Formats, metric: string, unit: string, value: number): string {
  const state = stateOf(formats.language, metric, value);
  if (state) return state.text;
  if (FINGERPRINT.test(metric) && Number.isSafeInteger(value)) return value.toString(16).padStart(12, '0');
  if (metric.endsWith('days_until_full') && value >= NEVER_FULL_DAYS)
    return `> ${formats.value(NEVER_FULL_DAYS, 'd')}`;
  // Minutes with decimals are how devices count, and not how people do.
  if (metric.endsWith('_minutes') && Number.isFinite(value) && value >= 0)
    return formats.duration(value * 60_000);
  return formats.value(value, unit);
}
