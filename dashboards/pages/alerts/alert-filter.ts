import type { Alert } from '#protocol/alert.ts';
import type { Severity } from '#protocol/rule.ts';

/** Which alerts of a list are shown. */
export const STATE_FILTERS = ['all', 'firing', 'pending', 'open'] as const;
export type StateFilter = (typeof STATE_FILTERS)[number];

export interface AlertFilter {
  text: string;
  severity: Severity | 'all';
  state: StateFilter;
}

/** The alerts that pass; `textOf` gives what the words of the filter are looked for in. */
export function filterAlerts(
  alerts: readonly Alert[],
  { text, severity, state }: AlertFilter,
  textOf: (alert: Alert) => string,
): Alert[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return alerts.filter((alert) => {
    if (severity !== 'all' && alert.severity !== severity) return false;
    if (state === 'open' && (alert.acknowledged !== null || alert.state !== 'firing')) return false;
    if ((state === 'firing' || state === 'pending') && alert.state !== state) return false;
    if (words.length === 0) return true;
    const found = textOf(alert).toLowerCase();
    return words.every((word) => found.includes(word));
  });
}
