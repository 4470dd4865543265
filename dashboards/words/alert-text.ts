import type { Alert } from '#protocol/alert.ts';
import { PROBE_STATES } from '#protocol/probe-state.ts';
import type { Formats } from './format.ts';
import { stateOf } from './metric-words.ts';
import { unitOf } from './unit.ts';
import { valueText } from './value-text.ts';
import { probeText, standingTitle, type Words } from './words.ts';

/** The value that was judged, with its unit. */
export function alertValue(alert: Alert, words: Words, formats: Formats): string {
  if (alert.value === null) return words.alerts.noValue;
  if (isAnyGrowth(alert)) return alert.value > 0 ? words.alerts.wentUp : words.alerts.stands;
  return (
    stateText(words, alert.metric, alert.value) ??
    valueText(formats, alert.metric, alertUnit(alert), alert.value)
  );
}

/** What a state is called that travels as a number; undefined for numbers that are meant as such. */
export function stateText(words: Words, metric: string, value: number): string | undefined {
  if (metric === 'probe.success') return words.devices.states[value > 0 ? 'ok' : 'failed'];
  const asked = metric === 'probe.state' ? PROBE_STATES[value] : undefined;
  return asked ? words.devices.states[asked] : stateOf(words.language, metric, value)?.text;
}

/** Any growth at all is wrong: how fast says nothing, and a limit of 0 neither. */
function isAnyGrowth(alert: Alert): boolean {
  return alert.threshold === 0 && alertUnit(alert).endsWith('/s');
}

function alertUnit(alert: Alert): string {
  return alert.unit ?? unitOf(alert.metric);
}

/** The limit in force; undefined where the condition has none. */
export function alertLimit(alert: Alert, words: Words, formats: Formats): string | undefined {
  // A state has no limit that a person would understand: its word says all.
  if (alert.threshold === null || stateText(words, alert.metric, alert.threshold)) return undefined;
  if (isAnyGrowth(alert)) return undefined;
  const limit = words.alerts.limitOf(formats.limit(alert.threshold, alertUnit(alert)));
  if (alert.reachesAtMs === null) return limit;
  return formats.list([limit, words.alerts.reachedAt(formats.moment(alert.reachesAtMs))]);
}

/** The metric in words with what tells the series apart: `Disk space used /data`. */
export function seriesText(words: Words, metric: string, labels: Readonly<Record<string, string>>): string {
  const tail = labelText(labels, words);
  const title = standingTitle(words, metric);
  return tail ? `${title} ${tail}` : title;
}

/**
 * Labels that people recognise a series by; those that only describe it are left out. With `words` types of parts are
 * named in them.
 */
export function labelText(labels: Readonly<Record<string, string>>, words?: Words): string {
  if (labels.path) return labels.path;
  const texts: string[] = [];
  for (const [name, value] of Object.entries(labels)) {
    if (value === '' || DESCRIBING.has(name) || WHOLE[name] === value) continue;
    if (name === 'type' && labels.part) continue;
    const isOfDatabase = labels.space !== undefined || labels.database !== undefined;
    texts.push(name === 'type' && isOfDatabase ? spaceType(value, words) : labelValue(name, value, words));
  }
  // What somebody wrote beside a port comes after the name that the port has itself.
  if (labels.alias && labels.alias !== labels.interface) texts.push(labels.alias);
  return texts.join(' · ');
}

const DESCRIBING = new Set(['host', 'device', 'fstype', 'mode', 'alias']);
/** Values that stand for all of a thing, and tell nothing apart. */
const WHOLE: Readonly<Record<string, string>> = { cpu: 'cpu-total', sensor: 'room' };

/** `full` is a kind of backup there, and something else elsewhere. */
function spaceType(value: string, words: Words | undefined): string {
  return (words?.device.insideTypes as Record<string, string> | undefined)?.[value] ?? value;
}

function labelValue(name: string, value: string, words: Words | undefined): string {
  // Phases are numbered by devices and called L1, L2, L3 by people.
  if (name === 'line' && /^[1-9]$/.test(value)) return `L${value}`;
  if (name === 'type') return (words?.device.partTypes as Record<string, string>)?.[value] ?? value;
  if (name === 'probe' && words) return probeText(words, value);
  return value;
}
