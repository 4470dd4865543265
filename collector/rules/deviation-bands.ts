/*
 * What was usual in the same hour of the past weeks, for the series that rules of kind `deviation` watch. The judge asks
 * no store: the bands of an hour are worked out in front of it, a slice at a time, and go into the journal as it begins.
 *
 *   rules ─► series of their metrics ─► slices: the hour of each week from the store ─► bands ─► journal ─► slots
 *
 * Weeks are seven days of UTC, so that an hour of the day stays itself where clocks are never changed.
 */
import type { RulesBody, SeriesBand } from '#collector/journal/control-bodies.ts';
import type { QueryLimits, SeriesColumns, Store } from '#collector/store/store.ts';
import { type Band, HOUR_MS, hourOf, usualBand, WEEK_MS } from '#judging/usual-band.ts';
import { type Labels, seriesKey } from '#protocol/sample.ts';
import type { RuleInForce } from './rule-in-force.ts';
import { RulesInForce } from './rules-in-force.ts';

/** Work on the next hour begins so long before it. */
const LEAD_MS = 15 * 60_000;
/** A band holds on so long after its hour, should the next one be late. */
const GRACE_MS = 15 * 60_000;
/** Of each hour of the past one value a minute is looked at. */
const STEP_MS = 60_000;
/** Series whose hours are asked for at once: at most 8 weeks × 60 values of each. */
const SLICE = 50;
/** Bands in one entry of the journal. */
const BANDS_AT_ONCE = 500;
/** Series with rules that can have bands; the rest has no verdict, is counted, and the first of it are named. */
export const MAX_BAND_SERIES = 5_000;
const NAMED = 20;
/** Tries of one slice, a step apart at the least. */
const MAX_TRIES = 5;

export interface DeviationBandsOptions {
  store: Pick<Store, 'query' | 'series'>;
  inForce(): Promise<RulesBody>;
  organisationOf(target: string): string | undefined;
  limits: QueryLimits;
  /** Brings bands into the journal; resolves when they are durable there. */
  send(bands: readonly SeriesBand[]): Promise<void>;
  /** Series for which there was no room, by name as far as they are named. */
  onLeftOut(count: number, names: readonly string[]): void;
}

export interface DeviationBandsStats {
  /** Bands of the hour that was worked out last. */
  bands: number;
  /** Series that have not two weeks of history in that hour. */
  without_history: number;
  left_out: number;
  /** Series whose history could not be read. */
  failed: number;
}

interface Wanted {
  rule: RuleInForce;
  target: string;
  metric: string;
  labels: Labels;
}

/** The work on one hour. */
interface Plan {
  hourMs: number;
  slices: { wanted: Wanted[]; tries: number }[];
  ready: SeriesBand[];
}

export class DeviationBands {
  readonly stats: DeviationBandsStats = { bands: 0, without_history: 0, left_out: 0, failed: 0 };
  readonly #options: DeviationBandsOptions;
  #plan: Plan | undefined;
  #running: Promise<void> | undefined;
  #changes = 0;

  constructor(options: DeviationBandsOptions) {
    this.#options = options;
  }

  /** The rules have changed: the present hour is worked out anew. */
  rulesChanged(): void {
    this.#changes++;
    this.#plan = undefined;
  }

  /** One slice of the work that is due by now; call it about once a second. One at a time. */
  step(nowMs: number): Promise<void> {
    this.#running ??= this.#step(nowMs).finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #step(nowMs: number): Promise<void> {
    const hourMs = hourOf(nowMs + LEAD_MS);
    if (this.#plan?.hourMs !== hourMs) {
      await this.#flush(this.#plan, nowMs);
      this.#plan = await this.#begin(hourMs);
      return;
    }
    const plan = this.#plan;
    const slice = plan.slices.shift();
    if (slice) await this.#work(plan, slice);
    await this.#flush(plan, nowMs);
  }

  /** Sends what is ready, once its hour has begun. */
  async #flush(plan: Plan | undefined, nowMs: number): Promise<void> {
    if (!plan || nowMs < plan.hourMs) return;
    while (plan.ready.length > 0) {
      const bands = plan.ready.slice(0, BANDS_AT_ONCE);
      await this.#options.send(bands);
      plan.ready.splice(0, bands.length);
    }
  }

  /** Undefined when the store could not be asked: the next step tries again. */
  async #begin(hourMs: number): Promise<Plan | undefined> {
    const changes = this.#changes;
    const wanted = await this.#wanted().catch(() => undefined);
    // Rules that changed meanwhile are read again.
    if (!wanted || changes !== this.#changes) return undefined;
    const slices: Plan['slices'] = [];
    for (const ofRule of Map.groupBy(wanted, ({ rule }) => rule.rule.id).values()) {
      for (let at = 0; at < ofRule.length; at += SLICE) {
        slices.push({ wanted: ofRule.slice(at, at + SLICE), tries: 0 });
      }
    }
    Object.assign(this.stats, { bands: 0, without_history: 0, failed: 0 });
    return { hourMs, slices, ready: [] };
  }

  /** The series that have a rule of kind `deviation`, as many as there is room for. */
  async #wanted(): Promise<Wanted[]> {
    const { store, organisationOf, limits } = this.#options;
    const inForce = new RulesInForce(await this.#options.inForce());
    const rules = [...inForce.all].filter(({ rule }) => rule.condition.kind === 'deviation');
    const wanted: Wanted[] = [];
    const names: string[] = [];
    let leftOut = 0;
    for (const metric of new Set(rules.map(({ rule }) => rule.watch.metric))) {
      for (const { target, labels } of await store.series({ metric }, limits.series)) {
        const organisation = organisationOf(target);
        if (organisation === undefined) continue;
        for (const rule of inForce.watching(organisation, target, { metric, labels }, [])) {
          if (rule.rule.condition.kind !== 'deviation') continue;
          if (wanted.length < MAX_BAND_SERIES) wanted.push({ rule, target, metric, labels });
          else if (++leftOut <= NAMED) names.push(seriesKey({ target, metric, labels }));
        }
      }
    }
    this.stats.left_out = leftOut;
    if (leftOut > 0) this.#options.onLeftOut(leftOut, names);
    return wanted;
  }

  async #work(plan: Plan, slice: Plan['slices'][number]): Promise<void> {
    try {
      plan.ready.push(...(await this.#bands(plan.hourMs, slice.wanted)));
    } catch {
      // A store that is ill is asked again.
      slice.tries++;
      if (slice.tries < MAX_TRIES) plan.slices.push(slice);
      else this.stats.failed += slice.wanted.length;
    }
  }

  /** The bands of series of one rule. */
  async #bands(hourMs: number, wanted: readonly Wanted[]): Promise<SeriesBand[]> {
    const weeks = Math.max(...wanted.map(({ rule }) => weeksOf(rule)));
    const hours: Map<string, SeriesColumns>[] = [];
    for (let week = 1; week <= weeks; week++) hours.push(await this.#hour(hourMs - week * WEEK_MS, wanted));
    const bands: SeriesBand[] = [];
    for (const { rule, target, metric, labels } of wanted) {
      const { condition, id } = rule.rule;
      if (condition.kind !== 'deviation') continue;
      const key = seriesKey({ target, metric, labels });
      const past = hours.slice(0, condition.weeks).map((hour) => hour.get(key)?.values ?? []);
      const band = usualBand(condition, past);
      if (!band) {
        this.stats.without_history++;
        continue;
      }
      this.stats.bands++;
      const span = { fromMs: hourMs, untilMs: hourMs + HOUR_MS + GRACE_MS };
      bands.push({ rule: id, target, metric, labels, ...asJson(band), ...span });
    }
    return bands;
  }

  async #hour(fromMs: number, wanted: readonly Wanted[]): Promise<Map<string, SeriesColumns>> {
    const targets = [...new Set(wanted.map(({ target }) => target))];
    const selector = { metric: wanted[0].metric, targets };
    const found = await this.#options.store.query(
      { selector, fromMs, toMs: fromMs + HOUR_MS, stepMs: STEP_MS, aggregation: 'last' },
      this.#options.limits,
    );
    return new Map(found.map((series) => [seriesKey(series), series]));
  }
}

function weeksOf({ rule }: RuleInForce): number {
  return rule.condition.kind === 'deviation' ? rule.condition.weeks : 0;
}

function asJson({ low, high }: Band): Pick<SeriesBand, 'low' | 'high'> {
  return { low: Number.isFinite(low) ? low : null, high: Number.isFinite(high) ? high : null };
}
