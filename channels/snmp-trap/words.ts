import type { AlertEvent } from '#protocol/alert.ts';
import { SEVERITIES } from '#protocol/rule.ts';
import type { Call } from '../channel.ts';
import { cutAt, oneLine } from '../clean-text.ts';
import { describe, sentence } from '../describe.ts';
import { drillNote, messageOf } from '../message.ts';
import { wordsFor } from '../words.ts';
import { NOTIFICATIONS, OBJECTS, type ObjectName } from './oids.ts';

/** As SnmpAdminString bounds it. */
const MOST_BYTES = 255;

/** One notification: its OID, and what comes with it. Numbers are integers, all else is UTF-8. */
export interface Notification {
  oid: string;
  objects: readonly { name: ObjectName; oid: string; value: string | number }[];
}

/** The notifications of a call, one an event, and in a storm one that sums it up before them. */
export function notificationsOf(enterprise: string, call: Call): Notification[] {
  const words = wordsFor(call.language);
  const notes = [...(call.test ? [words.test] : []), ...(call.drill ? [drillNote(call)] : [])];
  const madeUp = call.test || call.drill ? 1 : 2;
  const make = (kind: keyof typeof NOTIFICATIONS, values: Partial<Record<ObjectName, string | number>>) =>
    notification(enterprise, kind, { ...values, madeUp });
  if (call.events.length === 0)
    return [make('drill', { text: notes.join(' '), link: call.drill?.answerUrl ?? '' })];
  const { title, storm, link } = messageOf(call);
  const summary = storm.length > 0 ? [make('storm', { text: [title, ...storm].join('; '), link })] : [];
  return [...summary, ...call.events.map((event) => make(kindOf(event), valuesOf(call, event, notes)))];
}

function kindOf({ kind }: AlertEvent): 'fired' | 'resolved' | 'changed' {
  return kind === 'fired' || kind === 'resolved' ? kind : 'changed';
}

function valuesOf(call: Call, event: AlertEvent, notes: readonly string[]) {
  const { alert } = event;
  const said = describe(call, event);
  return {
    event: event.id,
    alert: alert.id,
    kind: event.kind,
    severity: SEVERITIES.indexOf(alert.severity) + 1,
    target: said.target,
    rule: alert.rule,
    ruleName: said.rule,
    metric: alert.metric,
    labels: Object.entries(alert.labels)
      .map(([name, value]) => `${name}=${value}`)
      .join(', '),
    value: alert.value === null ? '' : String(alert.value),
    threshold: alert.threshold === null ? '' : String(alert.threshold),
    unit: alert.unit ?? '',
    began: new Date(alert.beganAtMs).toISOString(),
    text: [...notes, sentence(call, event)].join(' '),
    link: said.link,
    organisation: alert.organisation,
  };
}

function notification(
  enterprise: string,
  kind: keyof typeof NOTIFICATIONS,
  values: Partial<Record<ObjectName, string | number>>,
): Notification {
  const names = Object.keys(OBJECTS) as ObjectName[];
  return {
    oid: `${enterprise}.0.${NOTIFICATIONS[kind]}`,
    objects: names.flatMap((name) => {
      const value = values[name];
      if (value === undefined) return [];
      const oid = `${enterprise}.1.${OBJECTS[name]}.0`;
      return [{ name, oid, value: typeof value === 'number' ? value : bounded(value) }];
    }),
  };
}

function bounded(text: string): string {
  return cutAt(oneLine(text), (part) => Buffer.byteLength(part) <= MOST_BYTES);
}
