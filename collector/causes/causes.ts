import type { Alert, AlertEvent, Relation } from '#protocol/alert.ts';

/** Why nothing can be known of an alert. */
export interface Because {
  alert: string;
  target: string;
  relation: Relation;
  sinceMs: number;
}

/** How many targets were unknown because of an alert, and which of them are not well now. */
export interface TookDown {
  total: number;
  notWell: readonly string[];
}

/**
 * What stands behind what: one trouble, one alert. Derived from what is known of the estate (cables, feeds, hosts,
 * agents, zones) and from the alerts that stand; kept in the ledger as `because` on each alert and as the events
 * `suppressed` and `released`, so that a restart changes nothing.
 *
 * Promises: an alert without `meaning` is never taken for a consequence of something that does not silence its
 * target. What is suppressed is neither resolved nor made graver by its cause. When the cause ends, what still fires
 * after `SETTLE_MS` speaks up by itself. Where several things fall silent behind one that is not yet known to be down,
 * one alert of the rule `common-cause` stands for them within `WAIT_MS`.
 */
export interface Causes {
  /** True: tell it. Otherwise what it waits for; `untilMs` null: until the cause ends. */
  verdict(alert: Alert, nowMs: number): 'tell' | { waitUntilMs: number } | { because: Because };
  /** Alerts that this one hides, newest first. */
  consequences(alert: string): readonly Alert[];
  /** Targets that are lost with the one of an alert, whether that was noticed yet or not. */
  hanging(alert: Alert): Promise<readonly string[]>;
  /** What an alert that has ended took down, by target. */
  tookDown(alert: string): Promise<TookDown>;
  /** Events that judging or people made. */
  take(events: readonly AlertEvent[]): void;
  /** Something of the estate has changed: targets, parents, neighbours, who asks whom. */
  estateChanged(): void;
  /** Called with what changed, once it is in the ledger. */
  onEvents(listener: (events: readonly AlertEvent[]) => void): void;
  /** Finishes what was begun; may be called twice. */
  close(): Promise<void>;
}
