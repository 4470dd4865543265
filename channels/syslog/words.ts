import type { AlertEvent } from '#protocol/alert.ts';
import type { Severity } from '#protocol/rule.ts';
import type { Call } from '../channel.ts';
import { cutAt, oneLine } from '../clean-text.ts';
import { describe, sentence } from '../describe.ts';
import { drillNote, messageOf } from '../message.ts';
import { wordsFor } from '../words.ts';
import type { FACILITIES, SyslogConfig } from './config.ts';

/** Every receiver should take so much (RFC 5424, 6.1). */
const MOST_BYTES = 2_048;
const PARAM_BYTES = 120;
/** The number that RFC 5612 keeps for examples: Ward has none of its own. */
const ENTERPRISE = 32473;

const FACILITY_CODES: Record<(typeof FACILITIES)[number], number> = {
  user: 1,
  daemon: 3,
  local0: 16,
  local1: 17,
  local2: 18,
  local3: 19,
  local4: 20,
  local5: 21,
  local6: 22,
  local7: 23,
};
const SEVERITY_CODES: Record<Severity, number> = { info: 6, warning: 4, critical: 2 };
const NOTICE = 5;

/** The messages of a call, one an event, and in a storm one that sums it up before them. */
export function syslogMessages(config: SyslogConfig, call: Call, hostname: string): string[] {
  const words = wordsFor(call.language);
  const notes = [...(call.test ? [words.test] : []), ...(call.drill ? [drillNote(call)] : [])].join(' ');
  const mark = notes === '' ? '' : `${notes} `;
  const { title, storm, tone } = messageOf(call);
  const plain = (id: string, text: string) =>
    line(config, hostname, call.sentAtMs, tone === 'resolved' ? NOTICE : SEVERITY_CODES[tone], id, '-', text);
  if (call.events.length === 0) return [plain('DRILL', `${mark}${call.drill?.answerUrl ?? ''}`)];
  const summary = storm.length === 0 ? [] : [plain('STORM', `${mark}${[title, ...storm].join('; ')}`)];
  return [
    ...summary,
    ...call.events.map((event) => {
      const isOver = event.alert.resolvedAtMs !== null;
      const severity = isOver ? NOTICE : SEVERITY_CODES[event.alert.severity];
      const text = `${mark}${sentence(call, event)}`;
      const id = event.kind.toUpperCase();
      return line(config, hostname, event.atMs, severity, id, structured(call, event), text);
    }),
  ];
}

function line(
  config: SyslogConfig,
  hostname: string,
  timeMs: number,
  severity: number,
  id: string,
  data: string,
  text: string,
): string {
  const priority = FACILITY_CODES[config.facility] * 8 + severity;
  const head = `<${priority}>1 ${new Date(timeMs).toISOString()} ${hostname} ward - ${id} ${data} `;
  const mark = config.bom ? '\ufeff' : '';
  const room = MOST_BYTES - Buffer.byteLength(`${head}${mark}`);
  return `${head}${mark}${cutAt(oneLine(text), (part) => Buffer.byteLength(part) <= room)}`;
}

function structured(call: Call, event: AlertEvent): string {
  const { alert } = event;
  const said = describe(call, event);
  const params = Object.entries({
    event: event.id,
    alert: alert.id,
    kind: event.kind,
    severity: alert.severity,
    target: said.target,
    rule: alert.rule,
    metric: alert.metric,
    value: alert.value === null ? '' : String(alert.value),
    threshold: alert.threshold === null ? '' : String(alert.threshold),
    began: new Date(alert.beganAtMs).toISOString(),
    organisation: alert.organisation,
    link: said.link,
  })
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}="${paramValue(value)}"`);
  return `[ward@${ENTERPRISE} ${params.join(' ')}]`;
}

function paramValue(value: string): string {
  const short = cutAt(oneLine(value), (part) => Buffer.byteLength(part) <= PARAM_BYTES);
  return short.replace(/["\\\]]/g, (found) => `\\${found}`);
}
