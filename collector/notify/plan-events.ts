import { breathe, startSlice } from '#collector/threads/breathe.ts';
import type { AlertEvent } from '#protocol/alert.ts';
import { SEVERITIES } from '#protocol/rule.ts';
import type { Held, Holding } from './holds.ts';
import type { Pipeline } from './pipeline.ts';
import { type Destination, nobody, outAtOnce, type Verdict } from './plan.ts';

/** Events read at once. */
const EVENTS_PER_PLAN = 100;
/** Tellings that may wait; beyond it events stay where they are, in the ledger, until there is room. */
const MOST_WAITING = 100_000;

/** Decides where the next events go: `more` when there may be others, `full` when there is no room for them now. */
export async function planEvents(pipeline: Pipeline): Promise<'done' | 'more' | 'full'> {
  const { alerts, tellings, stats } = pipeline;
  if ((await tellings.countWaiting()) >= MOST_WAITING) {
    stats.heldBack++;
    return 'full';
  }
  const events = await alerts.eventsAfter(await tellings.position(), EVENTS_PER_PLAN);
  await breathe();
  for (let planned = 0; planned < events.length; ) {
    planned += await planSome(pipeline, events.slice(planned));
    await breathe();
  }
  return events.length === EVENTS_PER_PLAN ? 'more' : 'done';
}

/** Plans the first of these, as many as a slice of time allows, in one transaction; returns how many. */
async function planSome(
  pipeline: Pipeline,
  events: readonly { number: number; event: AlertEvent }[],
): Promise<number> {
  const { sql, tellings, stats } = pipeline;
  const planned = await sql.transaction(async () => {
    const isOver = startSlice();
    let done = 0;
    for (const { event } of events) {
      await planEvent(pipeline, event);
      done++;
      if (isOver()) break;
    }
    await tellings.savePosition(events[done - 1].number);
    return done;
  });
  stats.eventsPlanned += planned;
  return planned;
}

/** What stages say of an event now. */
export function ask({ stages, nowMs }: Pipeline, event: AlertEvent): Verdict {
  const now = nowMs();
  for (const stage of stages) {
    const verdict = stage(event, now);
    if (verdict) return verdict;
  }
  return undefined;
}

/** Tells something that was held, by what its alert is now; belongs into a transaction. */
export async function release(pipeline: Pipeline, held: Held): Promise<void> {
  await pipeline.holds.end(held, pipeline.nowMs());
  await tell(pipeline, held.event);
}

async function planEvent(pipeline: Pipeline, event: AlertEvent): Promise<void> {
  const { tellings, holds, nowMs } = pipeline;
  if (!event.late) holds.heed(event);
  const out = outAtOnce(event);
  if (out) {
    if (event.kind === 'severity_changed') await forgetRise(pipeline, event);
    return tellings.add(event, out, nowMs());
  }
  if (event.kind === 'resolved') return planEnd(pipeline, event);
  const held = holds.get(event.alert.id);
  // Who has not heard of the firing yet hears of all of it at once.
  if (held?.event.kind === 'fired' || (held && event.kind === 'flapping'))
    return tellings.add(event, nobody('merged'), nowMs());
  if (held) await dropHeld(pipeline, held, 'merged');
  const verdict = ask(pipeline, event);
  if (verdict) await hold(pipeline, event, verdict);
  else await tell(pipeline, event);
}

/** Of an end exactly those hear who were told of the beginning. */
async function planEnd(pipeline: Pipeline, event: AlertEvent): Promise<void> {
  const { tellings, holds, nowMs } = pipeline;
  const { id } = event.alert;
  const held = holds.get(id);
  if (held) await dropHeld(pipeline, held);
  const destinations = await tellings.toldOf(id);
  if (destinations.length > 0) return tellings.add(event, { destinations, notTold: [] }, nowMs());
  if (held) return tellings.add(event, nobody(held.span.code, held.span.params), nowMs());
  if (await tellings.isKnown(id)) return tellings.add(event, nobody('firing_not_told'), nowMs());
  return tellings.add(event, await routed(pipeline, event), nowMs());
}

async function hold(pipeline: Pipeline, event: AlertEvent, verdict: Holding): Promise<void> {
  const { holds, stats, nowMs } = pipeline;
  const oldest = holds.tooMany;
  if (oldest) {
    stats.holdsOverflowed++;
    await release(pipeline, oldest);
  }
  stats.held++;
  await holds.begin(event, verdict, nowMs());
}

/** A rise that was over before anybody was told of it. */
async function forgetRise(pipeline: Pipeline, { alert }: AlertEvent): Promise<void> {
  const held = pipeline.holds.get(alert.id);
  if (held?.event.kind !== 'severity_changed') return;
  const { from } = held.event;
  const isOver = from !== null && SEVERITIES.indexOf(alert.severity) <= SEVERITIES.indexOf(from);
  if (isOver) await dropHeld(pipeline, held);
}

/** Nobody hears of it; by default what held it back is the reason. */
async function dropHeld({ tellings, holds, nowMs }: Pipeline, held: Held, code?: 'merged'): Promise<void> {
  const { event, span } = held;
  await holds.end(held, nowMs());
  await tellings.add(event, code ? nobody(code) : nobody(span.code, span.params), nowMs());
}

async function tell(pipeline: Pipeline, event: AlertEvent): Promise<void> {
  const { tellings, nowMs } = pipeline;
  if (event.kind === 'fired') return tellings.add(event, await routed(pipeline, event), nowMs());
  const told = await tellings.toldOf(event.alert.id);
  if (event.kind === 'flapping') {
    const routing = told.length > 0 ? { destinations: told, notTold: [] } : nobody('firing_not_told');
    return tellings.add(event, routing, nowMs());
  }
  const hearing = await tellings.raise(event.alert);
  const { destinations, notTold } = await routed(pipeline, event);
  const all = without([...told, ...destinations], hearing);
  if (all.length === 0 && hearing.length > 0) return tellings.add(event, nobody('merged'), nowMs());
  // A reason that is nobody's in particular says why nobody is told.
  const named = all.length > 0 ? notTold.filter((each) => each.channel + each.recipient !== '') : notTold;
  return tellings.add(event, { destinations: all, notTold: named }, nowMs());
}

async function routed({ rules, channels, routes, nowMs }: Pipeline, event: AlertEvent) {
  const tell = (await rules.recall(event.alert.rule))?.tell ?? [];
  const routing = routes(event, { tell, channels: channels.settings, nowMs: nowMs() });
  const isSilent = routing.destinations.length === 0 && routing.notTold.length === 0;
  return isSilent ? nobody('no_route') : routing;
}

function without(some: readonly Destination[], others: readonly Destination[]): Destination[] {
  const isOne = (one: Destination) => (other: Destination) =>
    one.channel === other.channel && one.recipient === other.recipient;
  return some.filter((one) => !others.some(isOne(one)));
}
