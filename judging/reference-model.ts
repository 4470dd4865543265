import type { Condition, Rule, Severity } from '#protocol/rule.ts';
import { tierCondition } from '#protocol/rule-tiers.ts';
import { fitLine } from './line.ts';

/** A sample of a test, and what was known from outside of its series when it came. */
export interface TestSample {
  timeMs: number;
  value: number;
  /** ratio, group_median, count: the other value, and as of when. */
  other?: { value: number; atMs: number } | undefined;
  /** deviation: what is usual, and for which times. */
  band?: { low: number; high: number; fromMs: number; untilMs: number } | undefined;
}

/** One level of severity: the rule itself, then its tiers. */
interface Level {
  severity: Severity;
  condition: Condition;
  recoveryThreshold: number | undefined;
  holdMs: number;
}

/** What a sample said of each level. `back`: recovered, and no N of M stand against it. */
interface Judged {
  timeMs: number;
  out: boolean[];
  back: boolean[];
  afterGap: boolean;
}

/** A forecast sees its window in so many pieces. */
const PIECES = 24;

/**
 * The state machine said once more, in obvious code that looks back over all it has seen. For tests: what the
 * evaluator says must be what this says. Says `none`, `pending`, `cancelled`, `fired warning`, `severity warning
 * critical`, `resolved warning`, and adds ` flapping` where that begins.
 */
export class ReferenceModel {
  readonly #rule: Rule;
  readonly #gapMs: number;
  readonly #levels: Level[];
  readonly #samples: TestSample[] = [];
  #presentMs: number | undefined;
  #phase: 'ok' | 'pending' | 'firing' = 'ok';
  #isFlapping = false;
  /** Everything judged in the episode, from its first violation on. */
  #episode: Judged[] = [];
  /** For each tier that stands, how much of the episode was judged when it began to. */
  #stands = new Map<number, number>();
  #told: Severity | undefined;
  /** Every firing and every rise there has been. */
  readonly #loudMs: number[] = [];

  constructor(rule: Rule, gapMs: number) {
    this.#rule = rule;
    this.#gapMs = gapMs;
    const { severity, condition, recoveryThreshold, holdMs } = rule;
    this.#levels = [
      { severity, condition, recoveryThreshold, holdMs },
      ...rule.tiers.map((tier) => ({
        severity: tier.severity,
        condition: tierCondition(condition, tier),
        recoveryThreshold: tier.recoveryThreshold,
        holdMs: tier.holdMs ?? holdMs,
      })),
    ];
  }

  /** A sample came. */
  take(sample: TestSample): string {
    if (Number.isNaN(sample.value)) return 'none';
    if (this.#rule.condition.kind === 'absent') {
      this.#presentMs = sample.timeMs;
      return this.#judge(sample.timeMs, [false], [true]);
    }
    const last = this.#samples.at(-1);
    if (last && sample.timeMs <= last.timeMs) return 'none';
    this.#samples.push(sample);
    const out: boolean[] = [];
    const back: boolean[] = [];
    for (const level of this.#levels) {
      const quantity = this.#quantity(level.condition, sample, last);
      if (quantity === undefined) return 'none';
      out.push(isOut(level.condition, quantity));
      back.push(isBack(level, quantity));
    }
    return this.#judge(sample.timeMs, out, back);
  }

  /** A second passed in which `absent` may have been violated. */
  tick(nowMs: number, listeningSinceMs: number): string {
    const { condition } = this.#rule;
    if (condition.kind !== 'absent') return 'none';
    if (this.#presentMs !== undefined && this.#presentMs > nowMs) this.#presentMs = nowMs;
    const silentMs = nowMs - Math.max(this.#presentMs ?? 0, listeningSinceMs);
    return silentMs < condition.afterMs ? 'none' : this.#judge(nowMs, [true], [false]);
  }

  #judge(timeMs: number, out: boolean[], back: boolean[]): string {
    if (this.#phase === 'ok') {
      if (!out[0]) return 'none';
      this.#episode = [];
      this.#stands.clear();
    }
    const last = this.#episode.at(-1);
    const afterGap = last !== undefined && timeMs - last.timeMs > this.#gapMs;
    // A tier is never out while the rule is not, and back when the rule is; without limits of its own it does as the rule.
    const levels = this.#levels.map((_, index) => out[0] && (out[index] ?? out[0]));
    const judged: Judged = { timeMs, out: levels, back: [], afterGap };
    this.#episode.push(judged);
    this.#levels.forEach((_, index) => {
      const own = index === 0 ? back[0] : judged.back[0] || (back[index] ?? back[0]);
      judged.back.push(own && !this.#hasSamples(index));
    });
    this.#moveTiers();
    return this.#phase === 'firing' ? this.#stand(timeMs) : this.#wait(timeMs);
  }

  #moveTiers(): void {
    for (let tier = 1; tier < this.#levels.length; tier++) {
      const since = this.#stands.get(tier);
      if (since === undefined) {
        if (this.#holds(tier)) this.#stands.set(tier, this.#episode.length);
      } else if (this.#lasted((judged) => judged.back[tier], this.#delayMs)) this.#stands.delete(tier);
    }
  }

  #wait(timeMs: number): string {
    const begins = this.#phase === 'ok';
    this.#phase = 'pending';
    const ended = this.#rule.samples
      ? !this.#counted(this.#rule.samples.of).some(({ out }) => out[0])
      : !this.#episode.at(-1)?.out[0];
    if (ended) {
      this.#phase = 'ok';
      return 'cancelled';
    }
    if (!this.#holds(0) && this.#stands.size === 0) return begins ? 'pending' : 'none';
    this.#phase = 'firing';
    this.#told = this.#severity;
    return `fired ${this.#told}${this.#loud(timeMs)}`;
  }

  #stand(timeMs: number): string {
    const told = this.#told as Severity;
    if (this.#lasted((judged) => judged.back[0], this.#delayMs)) {
      this.#phase = 'ok';
      this.#isFlapping = false;
      return `resolved ${told}`;
    }
    if (told === this.#severity) return 'none';
    this.#told = this.#severity;
    const rises = this.#levels.findIndex(({ severity }) => severity === told) < this.#gravest;
    const loud = rises && !this.#isFlapping ? this.#loud(timeMs) : '';
    return `severity ${told} ${this.#told}${loud}`;
  }

  #loud(timeMs: number): string {
    this.#loudMs.push(timeMs);
    const { flapping } = this.#rule;
    const first = flapping ? this.#loudMs.at(-flapping.firings) : undefined;
    this.#isFlapping = flapping !== null && first !== undefined && timeMs - first <= flapping.withinMs;
    return this.#isFlapping ? ' flapping' : '';
  }

  get #gravest(): number {
    return Math.max(0, ...this.#stands.keys());
  }

  get #severity(): Severity {
    return this.#levels[this.#gravest].severity;
  }

  get #delayMs(): number {
    const { recoveryDelayMs, flapping } = this.#rule;
    return this.#isFlapping ? Math.max(recoveryDelayMs, flapping?.calmMs ?? 0) : recoveryDelayMs;
  }

  #holds(level: number): boolean {
    if (this.#rule.samples) return this.#hasSamples(level);
    return this.#lasted((judged) => judged.out[level], this.#levels[level].holdMs);
  }

  /** True where N of the last M were out. */
  #hasSamples(level: number): boolean {
    const { samples } = this.#rule;
    if (!samples) return false;
    return this.#counted(samples.of).filter(({ out }) => out[level]).length >= samples.atLeast;
  }

  /** The last so many that were judged, as far as no gap lies between. */
  #counted(of: number): Judged[] {
    const gap = this.#episode.findLastIndex(({ afterGap }) => afterGap);
    return this.#episode.slice(Math.max(gap, this.#episode.length - of, 0));
  }

  /** True when the newest samples that are all so, without a gap, span that long. */
  #lasted(isSo: (judged: Judged) => boolean, forMs: number): boolean {
    const newest = this.#episode.at(-1) as Judged;
    if (!isSo(newest)) return false;
    let oldest = newest;
    for (const judged of this.#episode.toReversed()) {
      if (!isSo(judged)) break;
      oldest = judged;
      if (judged.afterGap) break;
    }
    return newest.timeMs - oldest.timeMs >= forMs;
  }

  /** Undefined where the sample gives none. */
  #quantity(
    condition: Condition,
    { timeMs, value, other, band }: TestSample,
    last: TestSample | undefined,
  ): number | undefined {
    switch (condition.kind) {
      case 'above':
      case 'below':
      case 'outside':
      case 'equal':
      case 'one_of':
        return value;
      case 'changed':
        return last !== undefined && last.value !== value ? 1 : 0;
      case 'rate':
        if (!last || value < last.value) return undefined;
        return ((value - last.value) * 1000) / (timeMs - last.timeMs);
      case 'forecast':
        return this.#projection(condition, timeMs);
      case 'deviation':
        if (!band || timeMs < band.fromMs || timeMs >= band.untilMs) return undefined;
        return value > band.high ? value - band.high : Math.min(0, value - band.low);
      case 'ratio':
      case 'group_median':
        if (!other || other.value === 0 || Math.abs(timeMs - other.atMs) > this.#gapMs) return undefined;
        if (condition.kind === 'group_median' && other.value < 0) return undefined;
        return value / other.value;
      case 'count': {
        if (!other || other.value <= 0) return undefined;
        const { atLeast = 1, atLeastPercent = 0 } = condition;
        return value > 0 && value >= atLeast && (value * 100) / other.value >= atLeastPercent ? 1 : 0;
      }
      case 'absent':
        return undefined;
    }
  }

  #projection(condition: Extract<Condition, { kind: 'forecast' }>, nowMs: number): number | undefined {
    const pieceMs = condition.windowMs / PIECES;
    const piece = ({ timeMs }: TestSample) => Math.floor(timeMs / pieceMs);
    const newest = Math.floor(nowMs / pieceMs);
    const inWindow = this.#samples.filter((sample) => piece(sample) > newest - PIECES);
    const means = [...Map.groupBy(inWindow, piece).values()].flatMap((samples) => {
      const timeMs = mean(samples.map((sample) => sample.timeMs - nowMs)) + nowMs;
      return samples.map(() => ({ timeMs, value: mean(samples.map((sample) => sample.value)) }));
    });
    if (nowMs - (means[0]?.timeMs ?? nowMs) < condition.windowMs / 2) return undefined;
    const line = fitLine(
      means.map(({ timeMs }) => timeMs),
      means.map(({ value }) => value),
      nowMs,
    );
    if (!line || line.confidence < condition.confidence) return undefined;
    return line.level + line.slopePerMs * condition.withinMs;
  }
}

function isOut(condition: Condition, quantity: number): boolean {
  switch (condition.kind) {
    case 'above':
      return quantity > condition.threshold;
    case 'below':
      return quantity < condition.threshold;
    case 'outside':
      return quantity < condition.low || quantity > condition.high;
    case 'equal':
      return quantity === condition.value;
    case 'one_of':
      return condition.values.some((each) => each === quantity);
    case 'rate':
      return quantity > condition.above;
    case 'ratio':
    case 'group_median':
      return quantity > (condition.above ?? Infinity) || quantity < (condition.below ?? -Infinity);
    case 'forecast':
      return hasReached(condition, quantity);
    default:
      return quantity !== 0;
  }
}

function isBack({ condition, recoveryThreshold }: Level, quantity: number): boolean {
  if (recoveryThreshold === undefined) return !isOut(condition, quantity);
  switch (condition.kind) {
    case 'above':
    case 'rate':
      return quantity <= recoveryThreshold;
    case 'below':
      return quantity >= recoveryThreshold;
    case 'forecast':
      return condition.from === 'below' ? quantity <= recoveryThreshold : quantity >= recoveryThreshold;
    case 'ratio':
    case 'group_median':
      return condition.above === undefined ? quantity >= recoveryThreshold : quantity <= recoveryThreshold;
    default:
      return !isOut(condition, quantity);
  }
}

function hasReached(
  { reaches, from }: Extract<Condition, { kind: 'forecast' }>,
  projection: number,
): boolean {
  const rounding = 1e-9 * Math.max(1, Math.abs(reaches));
  return from === 'below' ? projection > reaches - rounding : projection < reaches + rounding;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}
