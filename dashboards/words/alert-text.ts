import type { Alert } from '#protocol/alert.ts';
import type { Formats } from './format.ts';
import { stateOf } from './metric-words.ts';
import { unitOf } from './unit.ts';
import { metricTitle, type Words } from './words.ts';

/** The value that was judged, with its unit. */
export function alertValue(alert: Alert, words: Words, formats: Formats): string {
  if (alert.value === null) return words.alerts.noValue;
  return (
    stateOf(words.language, alert.metric, alert.value)?.text ?? formats.value(alert.value, alertUnit(alert))
  );
}

function alertUnit(alert: Alert): string {
  return alert.unit ?? unitOf(alert.metric);
}

/** The limit in force; undefined where the condition has none. */
export function alertLimit(alert: Alert, words: Words, formats: Formats): string | undefined {
  // A state has no limit that a person would understand: its word says all.
  if (alert.threshold === null || stateOf(words.language, alert.metric, alert.threshold)) return undefined;
  return words.alerts.limitOf(formats.limit(alert.threshold, alertUnit(alert)));
}

/** The metric in words with what tells the series apart: `Disk space used /data`. */
export function seriesText(words: Words, metric: string, labels: Readonly<Record<string, string>>): string {
  const tail = labelText(labels);
  return tail ? `${metricTitle(words, metric)} ${tail}` : metricTitle(words, metric);
}

/** Labels that people recognise a series by; those that only describe it are left out. */
export function labelText(labels: Readonly<Record<string, string>>): string {
  if (labels.path) return labels.path;
  const shown = Object.entries(labels).filter(
    ([name, value]) => value !== '' && !DESCRIBING.has(name) && !(name === 'cpu' && value === 'cpu-total'),
  );
  return shown.map(([, value]) => value).join(' · ');
}

const DESCRIBING = new Set(['host', 'device', 'fstype', 'mode']);
