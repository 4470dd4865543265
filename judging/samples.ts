import type { CompiledRule } from './compile-rule.ts';

/** Adds a judged sample to a history of N of M; what was before a gap no longer counts. */
export function addSample(
  rule: CompiledRule,
  state: Float64Array,
  at: number,
  violated: boolean,
  afterGap: boolean,
): void {
  const before = afterGap ? 0 : state[at];
  state[at] = (((before << 1) | (violated ? 1 : 0)) & rule.samplesMask) >>> 0;
}

/** True when so many of the last samples violate that the rule fires. */
export function holdsSamples(rule: CompiledRule, history: number): boolean {
  let left = history >>> 0;
  let violated = 0;
  while (left !== 0) {
    left = (left & (left - 1)) >>> 0;
    violated++;
  }
  return violated >= rule.violatedSamples;
}
