import { type EpisodeSubject, makeAlert, makeEvent, makeTurn } from '#collector/alerts/episode.ts';
import { severityOf } from '#judging/compile-rule.ts';
import { isFlapping } from '#judging/flapping.ts';
import { reachesAtMs } from '#judging/forecast.ts';
import { shownBand, shownValue } from '#judging/shown.ts';
import { CHANGE, FIELD, PHASE } from '#judging/state.ts';
import type { Alert, AlertEvent } from '#protocol/alert.ts';
import type { EndedSlot, Slot } from './slot.ts';
import type { TargetPage } from './target-page.ts';

/** What happened since the last commit: events, and alerts that wait or ceased to wait for their hold to pass. */
export class EpisodeLog {
  #events: AlertEvent[] = [];
  #pending = new Map<string, Alert | null>();

  get events(): number {
    return this.#events.length;
  }

  get isEmpty(): boolean {
    return this.#events.length === 0 && this.#pending.size === 0;
  }

  /** Notes what a sample or tick did to a slot. */
  changed(page: TargetPage, slot: Slot, change: number, atMs: number, position: number): void {
    const alert = alertOf(page, slot, page.state, slot.at);
    switch (change & ~CHANGE.flapping) {
      case CHANGE.pending:
        this.#pending.set(alert.id, alert);
        break;
      case CHANGE.cancelled:
        this.#pending.set(alert.id, null);
        break;
      case CHANGE.fired:
        this.#pending.delete(alert.id);
        this.#events.push(makeEvent(alert, atMs, position));
        break;
      case CHANGE.resolved:
        this.#resolve(alert, 'recovered', atMs, position);
        break;
      case CHANGE.severity: {
        const from = severityOf(page.state[slot.at + FIELD.from]) ?? null;
        this.#events.push(makeTurn('severity_changed', alert, from, atMs, position));
      }
    }
    if (change & CHANGE.flapping) this.#events.push(makeTurn('flapping', alert, null, atMs, position));
  }

  /** Notes that a slot ended, whatever its value. */
  ended(page: TargetPage, { slot, state, at, why }: EndedSlot, atMs: number, position: number): void {
    const phase = state[at + FIELD.phase];
    if (phase === PHASE.ok) return;
    const alert = alertOf(page, slot, state, at);
    if (phase === PHASE.pending) this.#pending.set(alert.id, null);
    else this.#resolve(alert, why, atMs, position);
  }

  /** Hands over everything noted so far. */
  take(): { events: AlertEvent[]; pending: Map<string, Alert | null> } {
    const taken = { events: this.#events, pending: this.#pending };
    this.#events = [];
    this.#pending = new Map();
    return taken;
  }

  /** Puts back what could not be made durable, in front of what came since. */
  putBack(taken: { events: AlertEvent[]; pending: Map<string, Alert | null> }): void {
    this.#events = [...taken.events, ...this.#events];
    this.#pending = new Map([...taken.pending, ...this.#pending]);
  }

  #resolve(alert: Alert, why: NonNullable<Alert['resolution']>, atMs: number, position: number): void {
    const resolved: Alert = {
      ...alert,
      state: 'resolved',
      resolvedAtMs: Math.floor(atMs),
      resolution: why,
      reachesAtMs: null,
    };
    this.#events.push(makeEvent(resolved, atMs, position));
  }
}

function alertOf(page: TargetPage, slot: Slot, state: Float64Array, at: number): Alert {
  const subject: EpisodeSubject = {
    rule: slot.rule.rule,
    revision: slot.rule.revision,
    organisation: page.organisation,
    target: page.target,
    series: slot.series,
  };
  const phase = state[at + FIELD.phase];
  const severity = severityOf(state[at + FIELD.severity]) ?? slot.rule.rule.severity;
  const alert = makeAlert(subject, state[at + FIELD.beganMs], shownValue(slot.compiled, state, at), severity);
  return {
    ...alert,
    state: phase >= PHASE.firing ? 'firing' : 'pending',
    // Of the episode before, while this one has not fired.
    firedAtMs: phase === PHASE.pending ? null : Math.floor(state[at + FIELD.firedMs]) || null,
    threshold: shownBand(slot.compiled, state, at) ?? alert.threshold,
    reachesAtMs: reachesAtMs(slot.compiled, state, at),
    flapping: isFlapping(phase),
  };
}
