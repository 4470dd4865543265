/*
 * The series that a `count` looks at together: each keeps its newest value in a slot of its own, and is asked about it
 * with the others.
 */
import type { Condition, Rule } from '#protocol/rule.ts';
import { type CompiledRule, compileRule, MEASURE } from './compile-rule.ts';
import { violates } from './evaluate.ts';

/**
 * What keeps the newest value of one series that is counted with others: nothing violates it, so nothing happens by it.
 * Where silence is counted it keeps when the series spoke last.
 */
export function compileMember({ condition }: Rule, intervalMs: number): CompiledRule {
  const isAbsent = condition.kind === 'count' && condition.each.kind === 'absent';
  return compileRule(
    {
      condition: isAbsent
        ? { kind: 'absent', afterMs: Number.MAX_SAFE_INTEGER }
        : { kind: 'above', threshold: Number.POSITIVE_INFINITY },
      holdMs: 0,
      recoveryDelayMs: 0,
    },
    intervalMs,
  );
}

/** What a count asks of each of its members. */
export function compileEach({ each }: Extract<Condition, { kind: 'count' }>): CompiledRule {
  return compileRule({ condition: each, holdMs: 0, recoveryDelayMs: 0 }, 0);
}

/** Whether a member violates what is asked of it, by its newest value and how long it has been silent. */
export function memberViolates(each: CompiledRule, value: number, silentMs: number): boolean {
  if (each.measure === MEASURE.absent) return silentMs >= each.afterMs;
  return each.measure === MEASURE.equal ? each.equalTo.includes(value) : violates(each, value);
}
