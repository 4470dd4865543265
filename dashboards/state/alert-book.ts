import { signal } from '@preact/signals';
import type { Alert, AlertEvent } from '#protocol/alert.ts';
import type { Severity } from '#protocol/rule.ts';

/** What fires on one target. */
export interface TargetAlerts {
  count: number;
  /** Null: nothing of it is known. */
  worst: Severity | null;
  /** Of which nothing can be known now, because of another alert. */
  hidden: number;
  /** Worst by metric. */
  metrics: Map<string, Severity>;
}

/** Position of a severity, worst first. */
export const SEVERITY_RANK: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, info: 2 };

/** Alerts that are pending or firing now, kept by the live socket. */
export class AlertBook {
  /** Worst first, then newest first; replaced on each change. */
  readonly active = signal<readonly Alert[]>([]);
  /** The newest event worth saying aloud. */
  readonly announced = signal<AlertEvent | null>(null);
  /** More stand than are kept here: the newest so many are. */
  readonly truncatedAt = signal<number | null>(null);
  /** False until the collector has told what stands: nothing known is not the same as nothing there. */
  isListed = false;
  /** What fires, by target. */
  byTarget: ReadonlyMap<string, TargetAlerts> = new Map();

  readonly #byId = new Map<string, Alert>();
  readonly #listeners = new Set<(events: readonly AlertEvent[]) => void>();

  /** Takes everything that is active, as told after connecting. */
  replace(alerts: readonly Alert[], truncatedAt: number | null = null): void {
    this.isListed = true;
    this.#byId.clear();
    this.truncatedAt.value = truncatedAt;
    for (const alert of alerts) if (alert.state !== 'resolved') this.#byId.set(alert.id, alert);
    this.#publish();
  }

  /** Forgets everything, for the next person. */
  clear(): void {
    this.isListed = false;
    this.#byId.clear();
    this.truncatedAt.value = null;
    this.#publish();
  }

  /** Called with what happened in each moment, until the returned function is. */
  onEvents(listener: (events: readonly AlertEvent[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What happened in a moment, in its order. */
  take(...events: readonly AlertEvent[]): void {
    for (const { alert } of events) {
      if (alert.state === 'resolved') this.#byId.delete(alert.id);
      else this.#byId.set(alert.id, alert);
    }
    this.#publish();
    const aloud = events.findLast(({ kind, late }) => kind === 'fired' && !late);
    if (aloud) this.announced.value = aloud;
    for (const listener of this.#listeners) listener(events);
  }

  #publish(): void {
    const sorted = [...this.#byId.values()].sort(compareAlerts);
    this.byTarget = gather(sorted);
    this.active.value = sorted;
  }
}

/** Firing before pending, worst first, newest first. */
export function compareAlerts(a: Alert, b: Alert): number {
  return (
    Number(b.state === 'firing') - Number(a.state === 'firing') ||
    SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity] ||
    sinceMs(b) - sinceMs(a)
  );
}

/** Since when it is as it is: fired, or began while it is pending. */
export function sinceMs(alert: Alert): number {
  return alert.firedAtMs ?? alert.beganAtMs;
}

function gather(alerts: readonly Alert[]): Map<string, TargetAlerts> {
  const found = new Map<string, TargetAlerts>();
  // Worst come first, so what is seen first stays.
  for (const { target, metric, severity, state, because } of alerts) {
    if (state !== 'firing') continue;
    const known = found.get(target) ?? { count: 0, worst: null, hidden: 0, metrics: new Map() };
    found.set(target, known);
    if (because) {
      known.hidden++;
      continue;
    }
    known.count++;
    known.worst ??= severity;
    if (!known.metrics.has(metric)) known.metrics.set(metric, severity);
  }
  return found;
}
