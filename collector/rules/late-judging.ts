/*
 * Judges what arrived behind the stream, once it is complete and stored: a finished gap enters the history of
 * alerts, and calls nobody.
 *
 *   intake thread ─ spans of backlog ─► waits until the store has them ─► samples ─► `lateEvents` ─► ledger
 */
import type { AlertsRepository } from '#collector/alerts/alerts-repository.ts';
import type { RulesBody } from '#collector/journal/control-bodies.ts';
import type { QueryLimits, SeriesColumns, Store } from '#collector/store/store.ts';
import type { Rule } from '#protocol/rule.ts';
import { type Labels, seriesKey } from '#protocol/sample.ts';
import type { Schema } from '#protocol/schema.ts';
import type { GapStart } from './gap-starts.ts';
import type { BacklogSpan } from './judge.ts';
import { lateEvents } from './late-events.ts';
import { lateFeed } from './late-feeds.ts';
import type { RuleInForce } from './rule-in-force.ts';
import { RulesInForce } from './rules-in-force.ts';

/** Spans that may wait for the store; beyond it the oldest is left unjudged, and counted. */
const MAX_SPANS = 10_000;
/** Tries of one span, a pulse apart at the least. */
const MAX_TRIES = 100;
/** In front of all that a rule looks back on: what a rate begins with. */
const LEAD_INTERVALS = 2;

export interface LateJudgingOptions {
  store: Pick<Store, 'query' | 'series'>;
  alerts: Pick<AlertsRepository, 'addLate'>;
  rules: { inForce(): Promise<RulesBody> };
  schema(id: string): Promise<Schema | undefined>;
  organisationOf(target: string): string | undefined;
  limits: QueryLimits;
}

export interface LateJudgingStats {
  spans: number;
  events: number;
  /** Spans that could not be judged, or were one too many. */
  given_up: number;
}

export class LateJudging {
  readonly stats: LateJudgingStats = { spans: 0, events: 0, given_up: 0 };
  readonly #options: LateJudgingOptions;
  readonly #waiting: { span: BacklogSpan; position: number; tries: number }[] = [];
  #running: Promise<void> | undefined;

  constructor(options: LateJudgingOptions) {
    this.#options = options;
  }

  /** Spans whose last entry lies before `position` of the journal. */
  take(spans: readonly BacklogSpan[], position: number): void {
    for (const span of spans) this.#waiting.push({ span, position, tries: 0 });
    const excess = this.#waiting.length - MAX_SPANS;
    if (excess <= 0) return;
    this.stats.given_up += excess;
    this.#waiting.splice(0, excess);
  }

  /** Judges what the store has by now; `storePosition` is the next entry that the store gets. One run at a time. */
  run(storePosition: number): Promise<void> {
    this.#running ??= this.#run(storePosition).finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #run(storePosition: number): Promise<void> {
    const due = this.#waiting.filter(({ position }) => position <= storePosition);
    if (due.length === 0) return;
    const inForce = new RulesInForce(await this.#options.rules.inForce());
    for (const waiting of due) {
      try {
        await this.#judge(waiting.span, inForce);
        this.stats.spans++;
      } catch {
        // A store that is ill is asked again; the span stays until then.
        waiting.tries++;
        if (waiting.tries < MAX_TRIES) continue;
        this.stats.given_up++;
      }
      this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
    }
  }

  async #judge({ schemaId, fromMs, toMs, before }: BacklogSpan, inForce: RulesInForce): Promise<void> {
    const { alerts, organisationOf } = this.#options;
    const schema = await this.#options.schema(schemaId);
    const organisation = schema && organisationOf(schema.target);
    if (!schema || organisation === undefined) return;
    const { target, intervalMs } = schema;
    for (const { metric, labels, unit, limits } of schema.columns) {
      for (const asWritten of inForce.watching(organisation, target, { metric, labels }, schema.columns)) {
        const { rule, revision } = asWritten.under(limits);
        const known = before && slotBefore(before, asWritten, { metric, labels });
        const samples = await this.#samples(seriesKey({ target, metric, labels }), {
          selector: { metric, targets: [target], labels },
          fromMs: known && before ? before.newestMs + 1 : fromMs - leadMs(rule, intervalMs),
          toMs: toMs + 1,
        });
        const feed = samples && (await lateFeed(this.#options, rule, { target, metric, labels }, samples));
        if (!samples || feed === 'impossible') continue;
        const subject = { rule, revision, organisation, target, series: { metric, labels, unit } };
        const fresh = await alerts.addLate(
          lateEvents(subject, intervalMs, samples, { fromMs, before: known, feed }),
        );
        this.stats.events += fresh.length;
      }
    }
  }

  /** The samples of exactly one series; a selector may find others with more labels. */
  async #samples(
    key: string,
    span: {
      selector: { metric: string; targets: string[]; labels: Record<string, string> };
      fromMs: number;
      toMs: number;
    },
  ): Promise<SeriesColumns | undefined> {
    const found = await this.#options.store.query(
      { ...span, stepMs: 0, aggregation: 'last' },
      this.#options.limits,
    );
    return found.find((series) => seriesKey(series) === key && series.timesMs.length > 0);
  }
}

/** The state in front of the gap, as long as the rule judges by what it judged by then. */
function slotBefore(
  { slots }: GapStart,
  { rule, judgesBy, compiled }: RuleInForce,
  { metric, labels }: { metric: string; labels: Labels },
): Float64Array | undefined {
  const key = seriesKey({ target: '', metric, labels });
  const slot = slots.find(
    (each) =>
      each.rule === rule.id && seriesKey({ target: '', metric: each.metric, labels: each.labels }) === key,
  );
  const isSame = slot?.judgesBy === judgesBy && slot.state.length === compiled(0).stateLength;
  return isSame ? slot.state : undefined;
}

/**
 * Where the state is not known: what must have been seen in front of a gap, so that its first sample meets the state that it would have met in time: as
 * long as anything of the rule looks back.
 */
function leadMs(rule: Rule, intervalMs: number): number {
  const { condition, holdMs, recoveryDelayMs, tiers, samples, flapping } = rule;
  const window = condition.kind === 'forecast' ? condition.windowMs : 0;
  const holds = Math.max(holdMs, ...tiers.map((tier) => tier.holdMs ?? 0));
  const loud = flapping ? flapping.withinMs + flapping.calmMs : 0;
  const counted = (samples?.of ?? 0) * intervalMs;
  return Math.max(window, holds, recoveryDelayMs, loud, counted) + LEAD_INTERVALS * intervalMs;
}
