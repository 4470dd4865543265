import type { Call, Consequences } from '#channels/channel.ts';
import { breathe, startSlice } from '#collector/threads/breathe.ts';
import type { Alert, AlertEvent } from '#protocol/alert.ts';
import { SEVERITIES } from '#protocol/rule.ts';
import type { CallRecord } from './call-ledger.ts';
import type { Pipeline } from './pipeline.ts';

/** Of the evidence of an alert this much is told; all of it stands on its page. */
const SHOWN_LINES = 5;
const SHOWN_CHARS = 300;
/** Of what an alert takes down so many are named. */
const NAMED_CONSEQUENCES = 10;

/** Puts together what a channel is told. */
export async function makeCall(pipeline: Pipeline, due: CallRecord): Promise<Call> {
  const { alerts, calls, organisation, contact, pagesUrl, nowMs } = pipeline;
  const content = await calls.content(due.id);
  const events: AlertEvent[] = [];
  const evidence: Record<string, readonly string[]> = {};
  const consequences: Record<string, Consequences> = {};
  let isOver = startSlice();
  for (const { event: id, severity } of content.events) {
    if (isOver()) {
      await breathe();
      isOver = startSlice();
    }
    const event = await alerts.event(id);
    if (!event) continue;
    events.push(withSeverity(event, severity));
    const taken = await consequencesOf(pipeline, event);
    if (taken) consequences[event.alert.id] = taken;
    if (event.kind !== 'fired') continue;
    const lines = await firstLines(pipeline, event.alert);
    if (lines.length > 0) evidence[event.alert.id] = lines;
  }
  const { more } = content;
  const rules = [...events.map(({ alert }) => alert.rule), ...(more?.rules ?? []).map(([rule]) => rule)];
  const targets = [...events.map(({ alert }) => alert.target), ...(more?.targets ?? []).map(([id]) => id)];
  const known = due.recipient === '' ? undefined : contact(due.recipient);
  // Named one by one: whoever answers may know more of the organisation, such as its id.
  const { language, zone } = await organisation(due.organisation);
  return {
    id: due.id,
    events,
    targetNames: Object.fromEntries(targets.map((id) => [id, pipeline.targetName(id)])),
    ruleNames: await namesOf(pipeline, rules),
    evidence,
    consequences,
    language: known?.language ?? language,
    zone: known?.zone ?? zone,
    pagesUrl: pagesUrl(),
    to: known?.to ?? null,
    more,
    drill: null,
    test: false,
    attempt: due.attempts,
    sentAtMs: nowMs(),
  };
}

/** What an alert takes down, or took down until it ended; undefined: nothing else. */
async function consequencesOf(
  { causes, targetName }: Pipeline,
  { kind, alert }: AlertEvent,
): Promise<Consequences | undefined> {
  if (!causes) return undefined;
  const named = (targets: readonly string[]) => targets.slice(0, NAMED_CONSEQUENCES).map(targetName);
  if (kind === 'resolved') {
    const { total, notWell } = await causes.tookDown(alert.id);
    return total === 0 ? undefined : { total, names: named(notWell), hanging: 0, notWell: notWell.length };
  }
  const unknown = new Set(causes.consequences(alert.id).map(({ target }) => target));
  const all = new Set([...unknown, ...(await causes.hanging(alert))]);
  all.delete(alert.target);
  unknown.delete(alert.target);
  if (all.size === 0) return undefined;
  return { total: unknown.size, names: named([...all]), hanging: all.size, notWell: 0 };
}

/** It may have become graver while it waited. */
function withSeverity(event: AlertEvent, severity: number): AlertEvent {
  const { alert } = event;
  const graver = SEVERITIES[severity] ?? alert.severity;
  return graver === alert.severity ? event : { ...event, alert: { ...alert, severity: graver } };
}

async function namesOf({ rules }: Pipeline, ids: readonly string[]): Promise<Call['ruleNames']> {
  const names: Record<string, { 'zh-CN': string; en: string }> = {};
  for (const id of new Set(ids)) {
    const rule = await rules.recall(id);
    if (rule) names[id] = rule.name;
  }
  return names;
}

/** The first lines of what was seen since it began; of what was seen last where nothing was since. */
async function firstLines({ evidence }: Pipeline, { id, beganAtMs }: Alert): Promise<string[]> {
  const all = await evidence.ofAlert(id);
  const since = all.filter(({ timeMs }) => timeMs >= beganAtMs);
  const lines = (since.length > 0 ? since : all.slice(-1)).flatMap((record) => record.lines);
  return lines.slice(0, SHOWN_LINES).map((line) => line.slice(0, SHOWN_CHARS));
}
