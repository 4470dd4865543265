import { judgeHistory, partOf } from '#collector/hindsight/judge-history.ts';
import { type CompiledRule, compileRule, MEASURE } from '#judging/compile-rule.ts';
import { violates } from '#judging/evaluate.ts';
import type { Feed, Samples } from '#judging/history.ts';
import { CHANGE, FIELD, PHASE } from '#judging/state.ts';
import type { Note } from '#protocol/back-test.ts';
import type { Rule } from '#protocol/rule.ts';

/** What the values of one series came to in a span: fired, or how far they got. */
export interface Explained {
  code:
    | 'fired'
    /** Nothing was read in the span. */
    | 'no_values'
    /** Values, but none that could be judged: too little history, no divisor, no band. */
    | 'no_verdict'
    | 'never_violated'
    | 'samples_not_met'
    | 'not_long_enough'
    | 'not_silent_long_enough';
  params: Note['params'];
}

interface Span {
  fromMs: number;
  toMs: number;
}

/**
 * Says what a rule made of a history in a span, by the evaluator of the stream. What lies before the span leads up to
 * it. `fired` exactly when an episode had fired by the end of the span and not ended before its begin.
 */
export function explainNot(
  rule: Rule,
  samples: Samples,
  intervalMs: number,
  span: Span,
  feed?: (compiled: CompiledRule) => Feed,
): Explained {
  const compiled = compileRule(rule, intervalMs);
  const seen = new Seen(compiled, span);
  const bring = feed?.(compiled);
  judgeHistory({
    compiled,
    samples: upTo(samples, span.toMs),
    toMs: span.toMs,
    changed: ({ change, atMs, state }) => seen.change(change, atMs, state),
    feed(state, index) {
      // What has no verdict leaves no quantity.
      state[FIELD.quantity] = Number.NaN;
      bring?.(state, index);
    },
    each: (state, index) => seen.sample(state, samples.timesMs[index], samples.values[index]),
  });
  return seen.explain(rule);
}

/** What was noticed on the way. */
class Seen {
  readonly #compiled: CompiledRule;
  readonly #span: Span;
  #isFiring = false;
  #fired: Note['params'] | undefined;
  #values = 0;
  #judged = 0;
  #violated = 0;
  #lastMs = Number.NaN;
  #silentMs = 0;
  #silentFromMs = Number.NaN;
  #nearest = { excess: -Infinity, quantity: Number.NaN, atMs: Number.NaN };
  #longest = { ms: -1, fromMs: Number.NaN };
  #most = { samples: 0, atMs: Number.NaN };

  constructor(compiled: CompiledRule, span: Span) {
    this.#compiled = compiled;
    this.#span = span;
  }

  change(change: number, atMs: number, state: Float64Array): void {
    if (change === CHANGE.fired) {
      this.#isFiring = true;
      this.#fired = { beganAtMs: state[FIELD.beganMs], firedAtMs: atMs };
    } else if (change === CHANGE.resolved) {
      this.#isFiring = false;
      // It was over before anybody looked.
      if (atMs <= this.#span.fromMs) this.#fired = undefined;
    }
  }

  sample(state: Float64Array, timeMs: number, value: number): void {
    if (Number.isNaN(value)) return;
    this.#silence(timeMs);
    this.#lastMs = timeMs;
    if (timeMs < this.#span.fromMs) return;
    this.#values++;
    const quantity = state[FIELD.quantity];
    if (Number.isNaN(quantity)) return;
    this.#judged++;
    const { low, high } = this.#compiled;
    const excess = Math.max(quantity - high, low - quantity);
    if (excess > this.#nearest.excess) this.#nearest = { excess, quantity, atMs: timeMs };
    if (violates(this.#compiled, quantity)) this.#violated++;
    if (state[FIELD.phase] === PHASE.pending) {
      const fromMs = state[FIELD.sinceMs];
      if (timeMs - fromMs > this.#longest.ms) this.#longest = { ms: timeMs - fromMs, fromMs };
      const count = ones(state[FIELD.history]);
      if (count > this.#most.samples) this.#most = { samples: count, atMs: timeMs };
    }
  }

  explain(rule: Rule): Explained {
    this.#silence(this.#span.toMs);
    if (this.#fired) {
      return { code: 'fired', params: { ...this.#fired, stillFiring: this.#isFiring ? 1 : 0 } };
    }
    if (this.#compiled.measure === MEASURE.absent) return this.#notSilent();
    if (this.#values === 0) return { code: 'no_values', params: known({ lastMs: this.#lastMs }) };
    if (this.#judged === 0) {
      return { code: 'no_verdict', params: { kind: rule.condition.kind, values: this.#values } };
    }
    if (this.#violated === 0) return { code: 'never_violated', params: this.#nearestParams() };
    if (rule.samples) {
      const { atLeast, of } = rule.samples;
      return {
        code: 'samples_not_met',
        params: known({ most: this.#most.samples, atMs: this.#most.atMs, atLeast, of }),
      };
    }
    const { ms, fromMs } = this.#longest;
    const params = { longestMs: Math.max(0, ms), fromMs, holdMs: rule.holdMs };
    return { code: 'not_long_enough', params: { ...known(params), ...this.#nearestParams() } };
  }

  #silence(untilMs: number): void {
    if (Number.isNaN(this.#lastMs) || untilMs <= this.#span.fromMs) return;
    if (untilMs - this.#lastMs <= this.#silentMs) return;
    this.#silentMs = untilMs - this.#lastMs;
    this.#silentFromMs = this.#lastMs;
  }

  #notSilent(): Explained {
    const { afterMs, holdMs } = this.#compiled;
    // Who has never been heard of cannot fall silent.
    if (Number.isNaN(this.#lastMs)) return { code: 'no_values', params: {} };
    const params = { longestMs: this.#silentMs, fromMs: this.#silentFromMs, afterMs, holdMs };
    return { code: 'not_silent_long_enough', params: known(params) };
  }

  #nearestParams(): Note['params'] {
    const { low, high, measure } = this.#compiled;
    const { quantity, atMs } = this.#nearest;
    if (measure === MEASURE.equal || measure === MEASURE.changed) return known({ atMs });
    const limit = quantity - high >= low - quantity ? high : low;
    return known({ nearest: quantity, nearestAtMs: atMs, limit });
  }
}

/** A history up to the end of a span: what came later decides nothing in it. */
function upTo(samples: Samples, toMs: number): Samples {
  let length = samples.timesMs.length;
  while (length > 0 && samples.timesMs[length - 1] > toMs) length--;
  return partOf(samples, 0, length);
}

function ones(bits: number): number {
  let count = 0;
  for (let rest = bits >>> 0; rest > 0; rest = (rest & (rest - 1)) >>> 0) count++;
  return count;
}

/** Without the figures that there are none of. */
function known(params: Record<string, number>): Note['params'] {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => Number.isFinite(value)));
}
