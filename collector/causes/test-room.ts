import { alertId, makeEvent } from '#collector/alerts/episode.ts';
import { forgetPending, recordEvents, recordPending } from '#collector/alerts/record-events.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import { type Alert, type AlertEvent, UNTOUCHED } from '#protocol/alert.ts';
import { probeStateCode } from '#protocol/probe-state.ts';
import type { Meaning } from '#protocol/rule.ts';

/** Something in a room, and how it is watched. */
export interface Thing {
  id: string;
  /** Its own agent sends every 10 s; or it is asked every 60 s; or nobody watches it. */
  watched: 'agent' | 'polled' | 'not';
}

const AGENT_EVERY_MS = 10_000;
const POLL_EVERY_MS = 60_000;
const SILENT_AFTER_MS = 90_000;
const HOLD_MS = 60_000;

/** What rules of these ids mean; those of the room have the ids of the shipped ones. */
export const MEANING_OF: Readonly<Record<string, Meaning>> = {
  'agent-silent': 'unreachable',
  'device-unreachable': 'unreachable',
  'ups-output-off': 'power',
  'cooling-off': 'cooling',
  'room-temperature': 'temperature',
  'zone-without-agent': 'zone',
  'store-behind': 'monitor',
};

interface Watch {
  thing: Thing;
  phaseMs: number;
  heardMs: number;
  pending: Alert | undefined;
  firing: Alert | undefined;
}

/**
 * A room of things that are heard or not, and the alerts that judging would make of it, in the ledger as it puts them
 * there. For tests: time is what the caller says.
 */
export class Room {
  readonly signs = new Map<string, number>();
  readonly #sql: Sql;
  readonly #watches: Watch[];
  readonly #isHeard: (id: string) => boolean;
  #position = 1;

  constructor(sql: Sql, things: readonly Thing[], startMs: number, isHeard: (id: string) => boolean) {
    this.#sql = sql;
    this.#isHeard = isHeard;
    this.#watches = things.map((thing, index) => ({
      thing,
      // Spread over the interval, and not in the order of the list.
      phaseMs: ((index * 7_919) % 60) * 1_000,
      heardMs: startMs,
      pending: undefined,
      firing: undefined,
    }));
    for (const { thing, heardMs } of this.#watches)
      if (thing.watched !== 'not') this.signs.set(thing.id, heardMs);
  }

  get firing(): string[] {
    return this.#watches.flatMap(({ thing, firing }) => (firing ? thing.id : []));
  }

  /** What one second brings; the events are in the ledger. */
  async second(nowMs: number): Promise<AlertEvent[]> {
    const events: AlertEvent[] = [];
    for (const watch of this.#watches) {
      if (watch.thing.watched === 'agent') this.#agent(watch, nowMs, events);
      else if (watch.thing.watched === 'polled') await this.#polled(watch, nowMs, events);
    }
    return this.record(events);
  }

  record(events: readonly AlertEvent[]): Promise<AlertEvent[]> {
    return events.length === 0
      ? Promise.resolve([])
      : this.#sql.transaction((sql) => recordEvents(sql, events));
  }

  /** An alert as judging makes it, firing. */
  alert(
    rule: string,
    target: string,
    beganAtMs: number,
    firedAtMs: number,
    more: Partial<Alert> = {},
  ): Alert {
    return {
      id: alertId(rule, target, beganAtMs),
      rule,
      ruleRevision: 1,
      organisation: 'main',
      target,
      metric: 'probe.state',
      labels: {},
      unit: '1',
      severity: 'critical',
      state: 'firing',
      beganAtMs,
      firedAtMs,
      value: 1,
      threshold: null,
      ...UNTOUCHED,
      ...more,
    };
  }

  fired(alert: Alert, atMs: number): AlertEvent {
    return makeEvent(alert, atMs, this.#position++);
  }

  resolved(alert: Alert, atMs: number): AlertEvent {
    const ended: Alert = { ...alert, state: 'resolved', resolvedAtMs: atMs, resolution: 'recovered' };
    return makeEvent(ended, atMs, this.#position++);
  }

  #agent(watch: Watch, nowMs: number, events: AlertEvent[]): void {
    const { thing, phaseMs } = watch;
    if ((nowMs + phaseMs) % AGENT_EVERY_MS === 0 && this.#isHeard(thing.id)) this.#hear(watch, nowMs, events);
    if (watch.firing || nowMs - watch.heardMs < SILENT_AFTER_MS) return;
    const more = { metric: 'agent.uptime_seconds', value: null };
    watch.firing = this.alert('agent-silent', thing.id, watch.heardMs, nowMs, more);
    events.push(this.fired(watch.firing, nowMs));
  }

  async #polled(watch: Watch, nowMs: number, events: AlertEvent[]): Promise<void> {
    const { thing, phaseMs, pending } = watch;
    if ((nowMs + phaseMs) % POLL_EVERY_MS !== 0) return;
    if (this.#isHeard(thing.id)) {
      if (pending) await forgetPending(this.#sql, pending.id);
      watch.pending = undefined;
      this.#hear(watch, nowMs, events);
      return;
    }
    if (watch.firing) return;
    if (!pending) {
      const more: Partial<Alert> = { state: 'pending', firedAtMs: null, value: probeStateCode('silent') };
      watch.pending = this.alert('device-unreachable', thing.id, nowMs, nowMs, more);
      await recordPending(this.#sql, watch.pending);
    } else if (nowMs - pending.beganAtMs >= HOLD_MS) {
      watch.firing = { ...pending, state: 'firing', firedAtMs: nowMs };
      watch.pending = undefined;
      events.push(this.fired(watch.firing, nowMs));
    }
  }

  #hear(watch: Watch, nowMs: number, events: AlertEvent[]): void {
    watch.heardMs = nowMs;
    this.signs.set(watch.thing.id, nowMs);
    if (!watch.firing) return;
    events.push(this.resolved(watch.firing, nowMs));
    watch.firing = undefined;
  }
}
