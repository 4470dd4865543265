import type { Formats } from '../../words/format.ts';
import { stateOf } from '../../words/metric-words.ts';
import type { MachineSeries } from '../machine/machine-data.ts';

/** A newest value as people read it: the word of a state, a duration, a number with its unit. */
export function valueText(formats: Formats, { metric, unit, latest }: MachineSeries): string {
  const state = stateOf(formats.language, metric, latest.value);
  if (state) return state.text;
  if (unit === 's' || metric.endsWith('_minutes')) {
    const ms = latest.value * (unit === 's' ? 1_000 : 60_000);
    return Number.isFinite(ms) ? formats.duration(ms) : formats.number(latest.value);
  }
  return formats.value(Number.isNaN(latest.value) ? null : latest.value, unit);
}
