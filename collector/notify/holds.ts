import type { AlertsRepository } from '#collector/alerts/alerts-repository.ts';
import { FULL_SCOPE } from '#collector/people/caller.ts';
import { breathe } from '#collector/threads/breathe.ts';
import type { AlertEvent } from '#protocol/alert.ts';
import type { HoldLedger, HoldSpan } from './hold-ledger.ts';
import { jsonOf } from './ledger-values.ts';
import type { Verdict } from './plan.ts';

/** Events that may be held; beyond it the oldest is told rather than lost. */
const MOST_HELD = 10_000;
/** Spans that are kept of one hold; beyond it the last one is rewritten. */
const MOST_SPANS = 50;
/** A time that moves by less than this is not written down anew. */
const WORTH_WRITING_MS = 60_000;
/** Read from the ledger before everything else may run. */
const LOADED_AT_ONCE = 100;

/** Something that waits until it may be told, with its alert as it is now. */
export interface Held {
  event: AlertEvent;
  span: HoldSpan;
  spans: number;
  /** When it is asked again; null: when something changes. */
  askMs: number | null;
}

/** A verdict that holds back. */
export type Holding = Exclude<Verdict, undefined>;

/**
 * What is held back, by alert: one event of each. The ledger has all of it; memory is for asking again, so that ten
 * thousand of them are asked in a few milliseconds. Changes belong into a transaction; after one that failed whoever
 * runs this loads it anew before anything else.
 */
export class Holds {
  readonly #ledger: HoldLedger;
  readonly #alerts: AlertsRepository;
  readonly #most: number;
  /** By alert; the one that is held longest first. */
  readonly #held = new Map<string, Held>();

  constructor(ledger: HoldLedger, alerts: AlertsRepository, most: number = MOST_HELD) {
    this.#ledger = ledger;
    this.#alerts = alerts;
    this.#most = most;
  }

  get size(): number {
    return this.#held.size;
  }

  /** Takes from the ledger what is held; at the start, and after a transaction that failed. */
  async load(): Promise<void> {
    const read: Held[] = [];
    for (const span of await this.#ledger.standing()) {
      const event = await this.#alerts.event(span.event);
      if (!event) continue;
      const alert = (await this.#alerts.get(FULL_SCOPE, span.alert)) ?? event.alert;
      read.push({ event: { ...event, alert }, span, spans: 1, askMs: 0 });
      if (read.length % LOADED_AT_ONCE === 0) await breathe();
    }
    this.#held.clear();
    for (const held of read) this.#held.set(held.span.alert, held);
  }

  get(alert: string): Held | undefined {
    return this.#held.get(alert);
  }

  /** The one that is held longest, when there is no room for another. */
  get tooMany(): Held | undefined {
    return this.#held.size < this.#most ? undefined : this.#held.values().next().value;
  }

  /** Those to ask again: whose time has come, or all of them. */
  due(nowMs: number, all: boolean): Held[] {
    return [...this.#held.values()].filter(({ askMs }) => all || (askMs !== null && askMs <= nowMs));
  }

  /** When the next of them is due; undefined when only a change can help. */
  nextMs(): number | undefined {
    let next: number | undefined;
    for (const { askMs } of this.#held.values()) {
      if (askMs !== null && (next === undefined || askMs < next)) next = askMs;
    }
    return next;
  }

  /** What has happened to an alert counts for what is held of it, and lets it be asked again at once. */
  heed({ alert }: AlertEvent): void {
    const held = this.#held.get(alert.id);
    if (!held) return;
    held.event = { ...held.event, alert };
    held.askMs = 0;
  }

  async begin(event: AlertEvent, verdict: Holding, nowMs: number): Promise<void> {
    const span = await this.#begin(event, verdict, nowMs);
    this.#held.set(event.alert.id, { event, span, spans: 1, askMs: verdict.untilMs });
  }

  /**
   * It is still held. Undefined when nothing of it has to be written down; otherwise the change, which belongs into a
   * transaction.
   */
  goOn(held: Held, verdict: Holding, nowMs: number): (() => Promise<void>) | undefined {
    const { held: code, params, untilMs } = verdict;
    held.askMs = untilMs;
    const isSame = code === held.span.code && jsonOf(params) === jsonOf(held.span.params);
    if (isSame && isNear(untilMs, held.span.untilMs)) return undefined;
    if (isSame || held.spans >= MOST_SPANS) {
      return async () => {
        await this.#ledger.rewrite(held.span.number, { code, params, untilMs });
        held.span = { ...held.span, code, params, untilMs };
      };
    }
    return async () => {
      await this.#ledger.end(held.span.number, nowMs);
      held.span = await this.#begin(held.event, verdict, nowMs);
      held.spans++;
    };
  }

  async end({ event, span }: Held, nowMs: number): Promise<void> {
    await this.#ledger.end(span.number, nowMs);
    this.#held.delete(event.alert.id);
  }

  async #begin(
    event: AlertEvent,
    { held: code, params, untilMs }: Holding,
    nowMs: number,
  ): Promise<HoldSpan> {
    const span = { event: event.id, alert: event.alert.id, code, params, fromMs: nowMs, untilMs };
    return { ...span, number: await this.#ledger.begin(span), toMs: null };
  }
}

function isNear(one: number | null, other: number | null): boolean {
  if (one === null || other === null) return one === other;
  return Math.abs(one - other) < WORTH_WRITING_MS;
}
