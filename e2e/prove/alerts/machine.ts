import { type CompiledRule, compileRule } from '#judging/compile-rule.ts';
import { evaluate, evaluateTick } from '#judging/evaluate.ts';
import { FIELD, PHASE } from '#judging/state.ts';
import type { Rule } from '#protocol/rule.ts';

/** What the proofs judge: the evaluator, or one with a fault that they must find. */
export interface Machine {
  compile(rule: Rule, intervalMs: number): CompiledRule;
  evaluate: typeof evaluate;
  evaluateTick: typeof evaluateTick;
}

/** The evaluator as it runs in collector and agents. */
export const realMachine: Machine = { compile: compileRule, evaluate, evaluateTick };

/** The evaluator with one fault each, by what it then does. */
export const FAULTY: Readonly<Record<string, Machine>> = {
  'judges what is not newer than the last': {
    ...realMachine,
    evaluate(rule, state, at, timeMs, value) {
      return evaluate(rule, state, at, Math.max(timeMs, state[at + FIELD.lastMs] + 1), value);
    },
  },
  'carries a hold over a silence': {
    ...realMachine,
    compile: (rule, intervalMs) => ({ ...compileRule(rule, intervalMs), gapMs: Infinity }),
  },
  'loses the recovery of what flaps': {
    ...realMachine,
    evaluate(rule, state, at, timeMs, value) {
      const isFlapping = state[at + FIELD.phase] >= PHASE.flapping;
      const change = evaluate(rule, state, at, timeMs, value);
      return isFlapping && state[at + FIELD.phase] === PHASE.ok ? 0 : change;
    },
  },
  'forgets where a severity recovers': {
    ...realMachine,
    compile(rule, intervalMs) {
      const compiled = compileRule(rule, intervalMs);
      const tiers = compiled.tiers.map((tier) => ({ ...tier, recoverLow: tier.low, recoverHigh: tier.high }));
      return { ...compiled, tiers };
    },
  },
  'counts one sample too many': {
    ...realMachine,
    compile(rule, intervalMs) {
      const compiled = compileRule(rule, intervalMs);
      return { ...compiled, samplesMask: compiled.samplesMask * 2 + Math.sign(compiled.samplesMask) };
    },
  },
};
