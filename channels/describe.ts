import type { AlertEvent } from '#protocol/alert.ts';
import { SEVERITIES, type Severity } from '#protocol/rule.ts';
import type { Call } from './channel.ts';
import { oneLine } from './clean-text.ts';
import { formatDuration, formatTime, formatValue } from './format-value.ts';
import { stateWord } from './metric-words.ts';
import { wordsFor } from './words.ts';

/** One event in words, in the parts from which a channel puts its message together. */
export interface Described {
  kind: AlertEvent['kind'];
  severity: Severity;
  /** `Alert`, `Resolved`, or `Escalated` where it only ended because a graver rule tells from there on. */
  kindWord: string;
  severityWord: string;
  target: string;
  rule: string;
  /** `disk.used_percent{path=/data}`. */
  series: string;
  /** `91.2 % (limit 90 %)`, or that there is no data. */
  value: string;
  /** When it began, and for one that ended how long it lasted. */
  since: string;
  /** Why it ended, where it did not simply recover; what else there is to say of other changes; otherwise empty. */
  why: string;
  /** What is unknown because of it; empty where nothing is. */
  takes: string;
  /** The first lines of what was seen when it fired. */
  seen: readonly string[];
  /** Address of the alert's page; empty when unknown. */
  link: string;
}

/** Puts an event of a call into words. */
export function describe(call: Call, event: AlertEvent): Described {
  const words = wordsFor(call.language);
  const { alert } = event;
  return {
    kind: event.kind,
    severity: alert.severity,
    kindWord: words.kind[event.kind],
    severityWord: words.severity[alert.severity],
    target: targetName(call, alert.target),
    rule: ruleName(call, alert.rule),
    series: oneLine(seriesText(event)),
    value: valueText(call, event),
    since: sinceText(call, event),
    why: oneLine(whyText(call, event)),
    takes: oneLine(takesText(call, event)),
    seen: event.kind === 'fired' ? (call.evidence[alert.id] ?? []).map(oneLine) : [],
    link: alertPage(call, alert.id),
  };
}

/** The name of a target as people know it, in one line. */
export function targetName(call: Call, id: string): string {
  return oneLine(call.targetNames[id] ?? id);
}

/** The name of a rule in the language of the call, in one line. */
export function ruleName(call: Call, id: string): string {
  return oneLine(call.ruleNames[id]?.[call.language] ?? id);
}

/** Address of the list of alerts; empty when unknown. */
export function alertsPage(call: Call): string {
  return call.pagesUrl === '' ? '' : `${call.pagesUrl.replace(/\/+$/, '')}/#/alerts`;
}

/** Address of the page of an alert; empty when unknown. */
export function alertPage(call: Call, id: string): string {
  return call.pagesUrl === '' ? '' : `${alertsPage(call)}?alert=${id}`;
}

/** The event as one line of plain text. */
export function sentence(call: Call, event: AlertEvent): string {
  const { colon } = wordsFor(call.language);
  const said = describe(call, event);
  const parts = [said.series, said.value, said.since, said.why, said.takes].filter((part) => part !== '');
  const head = `[${said.kindWord}·${said.severityWord}] ${said.target} ${said.rule}`;
  return `${head}${colon}${parts.join(call.language === 'en' ? ', ' : '，')}`;
}

/** The worst of what the call is about. */
export function worstSeverity(call: Pick<Call, 'events'>): Severity {
  const ranks = call.events.map((event) => SEVERITIES.indexOf(event.alert.severity));
  return SEVERITIES[Math.max(0, ...ranks)];
}

function seriesText({ alert }: AlertEvent): string {
  const labels = Object.entries(alert.labels).map(([name, value]) => `${name}=${value}`);
  return labels.length === 0 ? alert.metric : `${alert.metric}{${labels.join(', ')}}`;
}

function valueText(call: Call, { alert }: AlertEvent): string {
  const words = wordsFor(call.language);
  const unit = alert.unit ?? '';
  const state = alert.value === null ? undefined : stateWord(alert.metric, alert.value, call.language);
  // A state has no limit that a person would understand: its word says all.
  if (state !== undefined && !unit.endsWith('/s')) return state;
  // Any growth at all is wrong: how fast says nothing.
  if (alert.value !== null && alert.threshold === 0 && unit.endsWith('/s'))
    return alert.value > 0 ? words.wentUp : words.stands;
  const value = alert.value === null ? words.noData : formatValue(alert.value, unit, call.language);
  if (alert.threshold === null) return value;
  const leftMs = alert.reachesAtMs === null ? 0 : alert.reachesAtMs - call.sentAtMs;
  const limit = words.limit(formatValue(alert.threshold, unit, call.language));
  const soon = leftMs > 0 ? words.reachesIn(formatDuration(leftMs, call.language)) : '';
  return call.language === 'en'
    ? `${value} (${[limit, soon].filter(Boolean).join(', ')})`
    : `${value}（${[limit, soon].filter(Boolean).join('，')}）`;
}

function whyText(call: Call, { kind, alert, from, by, comment }: AlertEvent): string {
  const words = wordsFor(call.language);
  switch (kind) {
    case 'resolved':
      return alert.resolution === null || alert.resolution === 'recovered'
        ? ''
        : words.resolution[alert.resolution];
    case 'severity_changed':
      return from === null ? '' : words.severityWas(words.severity[from]);
    case 'flapping':
      return words.flapping;
    case 'suppressed':
      return alert.because === null ? '' : words.unknownBecause(targetName(call, alert.because.target));
    case 'fired':
      return alert.flapping ? words.flapping : '';
    default:
      return by === null ? comment : words.by(by, comment);
  }
}

function takesText(call: Call, { alert }: AlertEvent): string {
  const taken = call.consequences?.[alert.id];
  if (!taken) return '';
  const words = wordsFor(call.language);
  const hasEnded = alert.resolvedAtMs !== null;
  const all = hasEnded ? taken.notWell : Math.max(taken.total, taken.hanging);
  const names = taken.names.join(words.comma);
  const listed = taken.names.length < all ? `${names} …` : names;
  return hasEnded ? words.took(taken.total, taken.notWell, listed) : words.takes(taken.total, all, listed);
}

function sinceText(call: Call, { alert }: AlertEvent): string {
  const words = wordsFor(call.language);
  const since = words.since(formatTime(alert.beganAtMs, call.zone), call.zone);
  if (alert.resolvedAtMs === null) return since;
  const lasted = words.lasted(formatDuration(alert.resolvedAtMs - alert.beganAtMs, call.language));
  return call.language === 'en' ? `${since}, ${lasted}` : `${since}，${lasted}`;
}
