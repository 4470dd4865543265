import { isDeepStrictEqual } from 'node:util';
import { compileRule } from '#judging/compile-rule.ts';
import { evaluate } from '#judging/evaluate.ts';
import { rejudge } from '#judging/rejudge.ts';
import { CHANGE, FIELD } from '#judging/state.ts';
import { seededRandom } from '../random.ts';
import { randomHistory } from './random-history.ts';
import { randomRule } from './random-rule.ts';

/** Conditions of the values alone; silence has no gap, and what comes from outside is fed to both alike. */
const KINDS = ['above', 'below', 'outside', 'equal', 'one_of', 'changed', 'rate', 'forecast'] as const;

/** Judges one random history sample by sample, and as a gap that arrived at once; a sentence where they differ. */
export function checkGap(seed: number): string | undefined {
  const random = seededRandom(seed);
  const rule = compileRule(randomRule(random, 'rule', KINDS), 10_000);
  const samples = randomHistory(random).flatMap((step) => (step.what === 'sample' ? [step.sample] : []));
  const state = new Float64Array(rule.stateLength);
  const inTime = samples.flatMap(({ timeMs, value }) => {
    const change = evaluate(rule, state, 0, timeMs, value);
    const severity = state[FIELD.severity];
    const flapping = change & CHANGE.flapping ? [`flapping ${severity} @${timeMs}`] : [];
    switch (change & ~CHANGE.flapping) {
      case CHANGE.fired:
        return [`fired ${severity} @${timeMs}`, ...flapping];
      case CHANGE.severity:
        return [`severity_changed ${severity} @${timeMs}`, ...flapping];
      case CHANGE.resolved:
        return [`resolved @${timeMs}`];
      default:
        return [];
    }
  });
  const late = rejudge(rule, {
    timesMs: samples.map(({ timeMs }) => timeMs),
    values: samples.map(({ value }) => value),
  }).flatMap(({ firedAtMs, severity, turns, resolvedAtMs }) => [
    `fired ${severity} @${firedAtMs}`,
    ...turns.map(({ kind, severity, atMs }) => `${kind} ${severity} @${atMs}`),
    ...(resolvedAtMs === null ? [] : [`resolved @${resolvedAtMs}`]),
  ]);
  return isDeepStrictEqual(inTime, late) ? undefined : `gap of seed ${seed}: ${late}; in time: ${inTime}`;
}
