import type { Alert } from '#protocol/alert.ts';
import type { Severity } from '#protocol/rule.ts';

/** Which alerts of a list are shown. */
export const STATE_FILTERS = [
  'all',
  'open',
  'mine',
  'firing',
  'pending',
  'flapping',
  'unknown',
  'silenced',
] as const;
export type StateFilter = (typeof STATE_FILTERS)[number];

export interface AlertFilter {
  text: string;
  severity: Severity | 'all';
  state: StateFilter;
}

/** Who looks, for what is theirs, and what else alerts do not say themselves. */
export interface Looker {
  name: string;
  /** By alert, what holds it back. */
  silenced?: ReadonlyMap<string, unknown>;
}

/** The alerts that pass; `textOf` gives what the words of the filter are looked for in. */
export function filterAlerts(
  alerts: readonly Alert[],
  { text, severity, state }: AlertFilter,
  looker: Looker,
  textOf: (alert: Alert) => string,
): Alert[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return alerts.filter((alert) => {
    if (severity !== 'all' && alert.severity !== severity) return false;
    if (!hasState(alert, state, looker)) return false;
    if (words.length === 0) return true;
    const found = textOf(alert).toLowerCase();
    return words.every((word) => found.includes(word));
  });
}

function hasState(alert: Alert, state: StateFilter, { name, silenced }: Looker): boolean {
  switch (state) {
    case 'all':
      return true;
    case 'open':
      return alert.state === 'firing' && !alert.acknowledged && !alert.closed && !alert.because;
    case 'mine':
      return alert.assigned?.to === name && !alert.closed;
    case 'flapping':
      return alert.flapping;
    case 'unknown':
      return alert.because !== null;
    case 'silenced':
      return silenced?.has(alert.id) ?? false;
    default:
      return alert.state === state;
  }
}

/** What speaks for itself, and what another alert hides: nothing can be known of it now. */
export function splitHidden(alerts: readonly Alert[]): { own: Alert[]; hidden: Alert[] } {
  const own: Alert[] = [];
  const hidden: Alert[] = [];
  for (const alert of alerts) (alert.because && alert.state !== 'resolved' ? hidden : own).push(alert);
  return { own, hidden };
}

/** How many alerts each one takes with it. */
export function countHidden(alerts: readonly Alert[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { because, state } of alerts) {
    if (because && state !== 'resolved') counts.set(because.alert, (counts.get(because.alert) ?? 0) + 1);
  }
  return counts;
}
