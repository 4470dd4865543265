import type { Rule } from '#protocol/rule.ts';

/** A sample of a test. */
export interface TestSample {
  timeMs: number;
  value: number;
}

type Judged = { timeMs: number; violated: boolean; recovered: boolean; afterGap: boolean };

/**
 * The state machine said once more, in obvious code that looks back over all it has seen. For tests: what the
 * evaluator says must be what this says.
 */
export class ReferenceModel {
  readonly #rule: Rule;
  readonly #gapMs: number;
  #last: TestSample | undefined;
  #phase: 'ok' | 'pending' | 'firing' = 'ok';
  /** Judged samples since the phase was entered, the one that led into it included. */
  #run: Judged[] = [];

  constructor(rule: Rule, gapMs: number) {
    this.#rule = rule;
    this.#gapMs = gapMs;
  }

  take(sample: TestSample): string {
    const last = this.#last;
    if (Number.isNaN(sample.value) || (last && sample.timeMs <= last.timeMs)) return 'none';
    this.#last = sample;
    const verdict = this.#verdict(sample, last);
    if (!verdict) return 'none';
    const afterGap = last !== undefined && sample.timeMs - last.timeMs > this.#gapMs;
    this.#run.push({ timeMs: sample.timeMs, afterGap, ...verdict });
    return this.#move();
  }

  #move(): string {
    const newest = this.#run.at(-1) as Judged;
    if (this.#phase === 'firing') {
      if (!this.#lasted((judged) => judged.recovered, this.#rule.recoveryDelayMs)) return 'none';
      this.#enter('ok');
      return 'resolved';
    }
    if (!newest.violated) {
      const was = this.#phase;
      this.#enter('ok');
      return was === 'pending' ? 'cancelled' : 'none';
    }
    if (this.#lasted((judged) => judged.violated, this.#rule.holdMs)) {
      this.#enter('firing');
      return 'fired';
    }
    const was = this.#phase;
    this.#phase = 'pending';
    return was === 'ok' ? 'pending' : 'none';
  }

  #enter(phase: 'ok' | 'firing'): void {
    this.#phase = phase;
    this.#run = [];
  }

  /** True when the samples at the end of the run that all satisfy `is`, without a gap, span that long. */
  #lasted(is: (judged: Judged) => boolean, forMs: number): boolean {
    const newest = this.#run.at(-1) as Judged;
    if (!is(newest)) return false;
    let oldest = newest;
    for (const judged of this.#run.toReversed()) {
      if (!is(judged)) break;
      oldest = judged;
      if (judged.afterGap) break;
    }
    return newest.timeMs - oldest.timeMs >= forMs;
  }

  #verdict(
    sample: TestSample,
    last: TestSample | undefined,
  ): { violated: boolean; recovered: boolean } | undefined {
    const { condition, recoveryThreshold } = this.#rule;
    const { value } = sample;
    switch (condition.kind) {
      case 'above':
        return {
          violated: value > condition.threshold,
          recovered: value <= (recoveryThreshold ?? condition.threshold),
        };
      case 'below':
        return {
          violated: value < condition.threshold,
          recovered: value >= (recoveryThreshold ?? condition.threshold),
        };
      case 'outside':
        return opposite(value < condition.low || value > condition.high);
      case 'equal':
        return opposite(value === condition.value);
      case 'one_of':
        return opposite(condition.values.some((each) => each === value));
      case 'changed':
        return opposite(last !== undefined && last.value !== value);
      case 'rate': {
        if (!last || value < last.value) return undefined;
        const rate = ((value - last.value) * 1000) / (sample.timeMs - last.timeMs);
        return {
          violated: rate > condition.above,
          recovered: rate <= (recoveryThreshold ?? condition.above),
        };
      }
      default:
        throw new Error(`the model does not know ${condition.kind}`);
    }
  }
}

function opposite(violated: boolean): { violated: boolean; recovered: boolean } {
  return { violated, recovered: !violated };
}
