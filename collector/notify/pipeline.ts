/*
 * From what happened to who was told. Every step is in the ledger before the next begins, so a crash loses nothing
 * and repeats at most the call that was being sent.
 *
 *   events ─ late? ─ suppressed? ─ silenced? ─ off schedule? ─ routed ─► tellings
 *   tellings ─ grouped ─ rate limit ─► call ─► delivered
 *                                        └─► tried again later ─► given up ─► fallback channel, or failed
 */
import type { Call, Delivery } from '#channels/channel.ts';
import type { AlertsRepository } from '#collector/alerts/alerts-repository.ts';
import { eventId } from '#collector/alerts/episode.ts';
import type { EvidenceRepository } from '#collector/evidence/evidence.ts';
import type { Alert, AlertEvent } from '#protocol/alert.ts';
import type { Rule } from '#protocol/rule.ts';
import { acknowledgedOut, lateOut, type Plan, route } from './old-plan.ts';
import type { OpenChannel, OpenChannels } from './open-channels.ts';
import type { Stage, Verdict } from './plan.ts';
import { afterFailure, holdsTheLine } from './retry-policy.ts';
import type { DueCall, TellingLedger } from './telling-ledger.ts';

/** Events planned in one transaction. */
const EVENTS_PER_PLAN = 200;
/** Tellings that may wait; beyond it events stay where they are, in the ledger, until there is room. */
const MOST_WAITING = 10_000;
/** Of the evidence of an alert this much is told; all of it stands on its page. */
const SHOWN_LINES = 5;
const SHOWN_CHARS = 300;
/** The first event waits this long for others that belong into the same call. */
const GROUP_WAIT_MS = 500;

/** Language and IANA zone in which somebody is spoken to. */
export type Tone = Pick<Call, 'language' | 'zone'>;

/** Where a rule is found that fired, even one that was deleted since. */
export interface RuleMemory {
  recall(id: string): Promise<Rule | undefined>;
}

/** What the pipeline is made of. */
export interface Pipeline {
  alerts: AlertsRepository;
  evidence: Pick<EvidenceRepository, 'ofAlert'>;
  rules: RuleMemory;
  ledger: TellingLedger;
  channels: OpenChannels;
  suppress: Stage;
  silence: Stage;
  schedule: Stage;
  /** How an organisation is spoken to. */
  organisation(id: string): Tone | Promise<Tone>;
  targetName(id: string): string;
  pagesUrl: string;
  nowMs(): number;
  /** From 0 to 1. */
  random(): number;
  stats: TellingStats;
}

/** What telling counts; grows only. */
export interface TellingStats {
  eventsPlanned: number;
  /** Times that planning waited because too many tellings did. */
  heldBack: number;
  attempts: number;
  delivered: number;
  retries: number;
  failed: number;
  fellBack: number;
  /** Calls that were being sent at a crash and were sent again. */
  repeats: number;
}

/** Decides where the next events go; true when there may be more. */
export async function planEvents(pipeline: Pipeline): Promise<boolean> {
  const { alerts, ledger, stats } = pipeline;
  const waiting = await ledger.waiting();
  if (waiting.reduce((sum, each) => sum + each.tellings, 0) >= MOST_WAITING) {
    stats.heldBack++;
    return false;
  }
  const events = await alerts.eventsAfter(await ledger.position(), EVENTS_PER_PLAN);
  const last = events.at(-1);
  if (!last) return false;
  const plans = new Map<string, Plan>();
  for (const { event } of events) plans.set(event.id, await planEvent(pipeline, event, plans));
  await ledger.savePlans(
    events.map(({ event }) => ({
      event: event.id,
      organisation: event.alert.organisation,
      plan: plans.get(event.id) as Plan,
    })),
    last.number,
    pipeline.nowMs(),
  );
  stats.eventsPlanned += events.length;
  return events.length === EVENTS_PER_PLAN;
}

async function planEvent(pipeline: Pipeline, event: AlertEvent, before: Map<string, Plan>): Promise<Plan> {
  return (
    lateOut(event) ??
    acknowledgedOut(event) ??
    notNow(pipeline.suppress(event, pipeline.nowMs())) ??
    notNow(pipeline.silence(event, pipeline.nowMs())) ??
    notNow(pipeline.schedule(event, pipeline.nowMs())) ??
    route(
      event,
      (await pipeline.rules.recall(event.alert.rule))?.tell ?? [],
      event.kind === 'resolved' ? await toldOfFiring(pipeline, event, before) : undefined,
      pipeline.channels.settings,
    )
  );
}

function notNow(verdict: Verdict): Plan | undefined {
  return verdict && { notTold: 'silenced', reason: verdict.held };
}

async function toldOfFiring(
  { ledger }: Pipeline,
  { alert }: AlertEvent,
  before: Map<string, Plan>,
): Promise<string[] | undefined> {
  const fired = eventId(alert.id, 'fired');
  const plan = before.get(fired);
  if (plan) return 'channels' in plan ? plan.channels : [];
  return ledger.channelsToldOf(fired);
}

/** Makes the next attempt on a channel; false when none is due. */
export async function callChannel(
  pipeline: Pipeline,
  open: OpenChannel,
  signal: AbortSignal,
): Promise<boolean> {
  const call = await nextCall(pipeline, open);
  if (!call) return false;
  const delivery = await attempt(pipeline, open, call, signal);
  await record(pipeline, open, call, delivery);
  return true;
}

async function nextCall({ ledger, nowMs }: Pipeline, open: OpenChannel): Promise<DueCall | undefined> {
  const { name } = open.settings;
  const now = nowMs();
  const retries = (await ledger.retries()).filter((call) => call.channel === name);
  const due = retries.find((call) => call.nextAtMs <= now);
  if (due) return open.limit.take(now) ? ledger.again(due) : undefined;
  if (retries.some((call) => holdsTheLine(call.attempts))) return undefined;
  const waiting = (await ledger.waiting()).find((each) => each.channel === name);
  if (!waiting || now - waiting.oldestMs < GROUP_WAIT_MS || !open.limit.take(now)) return undefined;
  return ledger.group(name, now);
}

async function attempt(
  pipeline: Pipeline,
  { channel }: OpenChannel,
  due: DueCall,
  signal: AbortSignal,
): Promise<Delivery> {
  pipeline.stats.attempts++;
  try {
    return await channel.tell(await makeCall(pipeline, due), signal);
  } catch (error) {
    return { delivered: false, retryable: true, reason: (error as Error).message };
  }
}

async function makeCall(pipeline: Pipeline, due: DueCall): Promise<Call> {
  const events: AlertEvent[] = [];
  const targetNames: Record<string, string> = {};
  const evidence: Record<string, readonly string[]> = {};
  const ruleNames: Call['ruleNames'] = {};
  const named: Record<string, { 'zh-CN': string; en: string }> = ruleNames;
  for (const id of due.events) {
    const event = await pipeline.alerts.event(id);
    if (!event) continue;
    events.push(event);
    const { target, rule } = event.alert;
    targetNames[target] = pipeline.targetName(target);
    if (event.kind === 'fired') {
      const lines = await firstLines(pipeline, event.alert);
      if (lines.length > 0) evidence[event.alert.id] = lines;
    }
    const known = named[rule] ?? (await pipeline.rules.recall(rule))?.name;
    if (known) named[rule] = known;
  }
  // Named one by one: whoever answers may know more of the organisation, such as its id.
  const { language, zone } = await pipeline.organisation(due.organisation);
  return {
    id: due.id,
    events,
    targetNames,
    ruleNames,
    evidence,
    language,
    zone,
    pagesUrl: pipeline.pagesUrl,
    to: null,
    more: null,
    drill: null,
    test: false,
    attempt: due.attempts,
    sentAtMs: pipeline.nowMs(),
  };
}

/** The first lines of what was seen since it began; of what was seen last where nothing was since. */
async function firstLines({ evidence }: Pipeline, { id, beganAtMs }: Alert): Promise<string[]> {
  const all = await evidence.ofAlert(id);
  const since = all.filter(({ timeMs }) => timeMs >= beganAtMs);
  const lines = (since.length > 0 ? since : all.slice(-1)).flatMap((record) => record.lines);
  return lines.slice(0, SHOWN_LINES).map((line) => line.slice(0, SHOWN_CHARS));
}

async function record(
  { ledger, stats, nowMs, random, channels }: Pipeline,
  { settings }: OpenChannel,
  call: DueCall,
  delivery: Delivery,
): Promise<void> {
  const now = nowMs();
  if (delivery.delivered) {
    stats.delivered++;
    await ledger.end(call, 'delivered', delivery.answer, null, now);
    return;
  }
  const fallback = settings.fallback !== null && channels.get(settings.fallback) ? settings.fallback : null;
  const next = afterFailure(delivery, call.attempts + 1, now - call.madeAtMs, fallback !== null, random());
  if ('retryInMs' in next) {
    stats.retries++;
    await ledger.retryLater(call.id, now + next.retryInMs, delivery.reason);
    return;
  }
  stats.failed++;
  if (fallback !== null) stats.fellBack++;
  await ledger.end(call, 'failed', `${delivery.reason} (given up: ${next.giveUp})`, fallback, now);
}
