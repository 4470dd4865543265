import type { AlertEvent } from '#protocol/alert.ts';
import { SEVERITIES, type Severity } from '#protocol/rule.ts';
import type { Call } from './channel.ts';
import { clip, oneLine } from './clean-text.ts';
import { alertsPage, type Described, describe, ruleName, targetName, worstSeverity } from './describe.ts';
import { formatDuration, formatTime, formatValue } from './format-value.ts';
import { fillIn, type TemplateValues } from './template.ts';
import type { Templates } from './template-config.ts';
import { wordsFor } from './words.ts';

/** What a message is like at a glance: as bad as the worst that fires, or all is well. */
export type Tone = Severity | 'resolved';

/** A call in words, before it takes the form of a channel. Everything is one line of visible characters. */
export interface Message {
  title: string;
  tone: Tone;
  /** Whether it is a test, a drill, perhaps a repeat. */
  notes: readonly string[];
  /** Where a drill is answered; empty for everything else. */
  answerUrl: string;
  /** A storm in a few lines; empty otherwise. */
  storm: readonly string[];
  /** What is listed, in the order in which it happened. */
  blocks: readonly Block[];
  /** Events that the message is about, those that are not listed included. */
  events: number;
  /** Address of the list of alerts; empty when unknown. */
  link: string;
}

/** One event of a message. */
export interface Block {
  kind: AlertEvent['kind'];
  tone: Tone;
  /** `Alert · critical` */
  head: string;
  rows: readonly Row[];
  /** What is left out first where there is little room. */
  details: readonly Row[];
  /** All that matters in one line. */
  brief: string;
  link: string;
  /** In a site's own words, in place of head and rows; values are escaped, the words are not. */
  own: ((toSafe: (text: string) => string) => string) | undefined;
}

export type Row = readonly [name: string, value: string];

const NAME_CHARS = 120;
const TITLE_CHARS = 200;
const SERIES_CHARS = 240;
const DETAIL_CHARS = 300;
/** Of a storm so many rules and targets are named, each name this long. */
const STORM_ROWS = 5;
const STORM_NAME_CHARS = 40;
const TITLE_TARGETS = 3;

/** Puts a call into words. */
export function messageOf(call: Call, templates: Templates = {}): Message {
  const said = call.events.map((event) => describe(call, event));
  return {
    title: titleOf(call, said, templates),
    tone: toneOf(call),
    notes: notesOf(call),
    answerUrl: call.drill?.answerUrl ?? '',
    storm: stormOf(call),
    blocks: call.events.map((event, at) => blockOf(call, event, said[at], templates)),
    events: call.more?.events ?? call.events.length,
    link: alertsPage(call),
  };
}

/** Events of a call that are counted in it and not listed: of a storm. */
export function unlisted({ more, events }: Pick<Call, 'more' | 'events'>): number {
  return more ? Math.max(0, more.events - events.length) : 0;
}

function titleOf(call: Call, said: readonly Described[], templates: Templates): string {
  const words = wordsFor(call.language);
  const { test, drill } = words.marks;
  const mark = call.test ? `[${test}] ` : call.drill ? `[${drill}] ` : '';
  return clip(oneLine(`${mark}${subjectOf(call, said, templates)}`), TITLE_CHARS);
}

function subjectOf(call: Call, said: readonly Described[], templates: Templates): string {
  const words = wordsFor(call.language);
  const { more } = call;
  if (more) {
    const fired = SEVERITIES.reduce((sum, severity) => sum + more.fired[severity], 0);
    const counts = words.counts(fired, more.resolved, Math.max(0, more.events - fired - more.resolved));
    return `[${toneWord(call)}] ${words.storm.title(counts, more.targetCount)}`;
  }
  if (said.length === 0) return call.drill ? words.drill.title : words.product;
  if (said.length === 1) {
    const own = templates[call.language]?.title ?? '';
    return own === ''
      ? subjectOfOne(call, said[0])
      : fillIn(own, valuesOf(call, call.events[0], said[0]), (text) => text);
  }
  const fired = said.filter(({ kind }) => kind === 'fired').length;
  const resolved = said.filter(({ kind }) => kind === 'resolved').length;
  const targets = [...new Set(said.map(({ target }) => target))];
  const shown = targets.slice(0, TITLE_TARGETS).map((name) => clip(name, STORM_NAME_CHARS));
  const names = `${shown.join(words.comma)}${targets.length > TITLE_TARGETS ? ' …' : ''}`;
  const counts = words.counts(fired, resolved, said.length - fired - resolved);
  return `[${toneWord(call)}] ${counts}${words.colon}${names}`;
}

function subjectOfOne(call: Call, { kind, kindWord, severityWord, target, rule, value }: Described): string {
  const { colon } = wordsFor(call.language);
  const state = kind === 'fired' ? severityWord : kindWord;
  const names = `${clip(target, NAME_CHARS)} ${clip(rule, NAME_CHARS)}`;
  return `[${state}] ${names}${kind === 'fired' ? `${colon}${value}` : ''}`;
}

function toneOf({ more, events }: Call): Tone {
  const gravest = [...SEVERITIES].reverse().find((severity) => more && more.fired[severity] > 0);
  if (gravest) return gravest;
  const firing = events.filter(({ alert }) => alert.resolvedAtMs === null);
  if (firing.length > 0) return worstSeverity({ events: firing });
  return events.length > 0 || more ? 'resolved' : 'info';
}

function toneWord(call: Call): string {
  const words = wordsFor(call.language);
  const tone = toneOf(call);
  return tone === 'resolved' ? words.kind.resolved : words.severity[tone];
}

function notesOf(call: Call): string[] {
  const words = wordsFor(call.language);
  const notes: string[] = [];
  if (call.test) notes.push(words.test);
  if (call.drill) notes.push(drillNote(call));
  if (call.attempt > 0) notes.push(words.mayBeRepeat(call.attempt));
  return notes;
}

/** That it is a drill, and what is asked of who gets it: nothing that cannot be done. */
export function drillNote({ drill, to, language }: Pick<Call, 'drill' | 'to' | 'language'>): string {
  const { note, asks } = wordsFor(language).drill;
  if (drill?.answerUrl) return `${note}${asks.link}`;
  return `${note}${to === null ? asks.group : asks.person}`;
}

function stormOf(call: Call): string[] {
  const { more } = call;
  if (!more) return [];
  const words = wordsFor(call.language);
  const line = (name: string, parts: readonly string[]) =>
    parts.length === 0 ? [] : [`${name}${words.colon}${parts.join(words.comma)}`];
  const severities = [...SEVERITIES].reverse().filter((severity) => more.fired[severity] > 0);
  const most = (rows: readonly (readonly [string, number])[], nameOf: (id: string) => string) =>
    rows.slice(0, STORM_ROWS).map(([id, count]) => `${clip(nameOf(id), STORM_NAME_CHARS)} ${count}`);
  return [
    ...line(
      words.storm.severities,
      severities.map((severity) => `${words.severity[severity]} ${more.fired[severity]}`),
    ),
    ...line(
      words.storm.rules,
      most(more.rules, (id) => ruleName(call, id)),
    ),
    ...line(
      words.storm.targets,
      most(more.targets, (id) => targetName(call, id)),
    ),
  ];
}

function blockOf(call: Call, event: AlertEvent, said: Described, templates: Templates): Block {
  const words = wordsFor(call.language);
  const { fields } = words;
  const rows: Row[] = [
    [fields.target, clip(said.target, NAME_CHARS)],
    [fields.rule, clip(said.rule, NAME_CHARS)],
    [fields.series, clip(said.series, SERIES_CHARS)],
    [fields.value, clip(said.value, NAME_CHARS)],
    [fields.since, said.since],
  ];
  if (said.why !== '') rows.push([fields.why, clip(said.why, DETAIL_CHARS)]);
  const details: Row[] = said.takes === '' ? [] : [[fields.takes, clip(said.takes, DETAIL_CHARS)]];
  for (const line of said.seen) details.push([fields.seen, clip(line, DETAIL_CHARS)]);
  const own = templates[call.language]?.body ?? '';
  const state = said.kind === 'fired' ? said.severityWord : `${said.kindWord}·${said.severityWord}`;
  return {
    kind: said.kind,
    tone: event.alert.resolvedAtMs === null ? said.severity : 'resolved',
    head: `${said.kindWord} · ${said.severityWord}`,
    rows,
    details,
    brief: `[${state}] ${clip(said.target, STORM_NAME_CHARS)} ${clip(said.rule, STORM_NAME_CHARS)}${words.colon}${clip(said.value, NAME_CHARS)}`,
    link: said.link,
    own: own === '' ? undefined : (toSafe) => fillIn(own, valuesOf(call, event, said), toSafe),
  };
}

function valuesOf(call: Call, { alert, atMs }: AlertEvent, said: Described): TemplateValues {
  const { language, zone } = call;
  const unit = alert.unit ?? '';
  return {
    names: {
      kind: said.kindWord,
      severity: said.severityWord,
      target: clip(said.target, NAME_CHARS),
      rule: clip(said.rule, NAME_CHARS),
      metric: clip(oneLine(alert.metric), NAME_CHARS),
      series: clip(said.series, SERIES_CHARS),
      value: alert.value === null ? wordsFor(language).noData : formatValue(alert.value, unit, language),
      limit: alert.threshold === null ? '' : formatValue(alert.threshold, unit, language),
      since: formatTime(alert.beganAtMs, zone),
      duration: formatDuration((alert.resolvedAtMs ?? call.sentAtMs) - alert.beganAtMs, language),
      why: clip(said.why, DETAIL_CHARS),
      takes: clip(said.takes, DETAIL_CHARS),
      seen: clip(said.seen.join(' '), DETAIL_CHARS),
      link: said.link,
      organisation: oneLine(alert.organisation),
      time: formatTime(atMs, zone),
    },
    labels: Object.fromEntries(
      Object.entries(alert.labels).map(([name, value]) => [name, clip(oneLine(value), NAME_CHARS)]),
    ),
  };
}
