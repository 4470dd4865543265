import { type CompiledRule, compileRule } from '#judging/compile-rule.ts';
import type { Rule } from '#protocol/rule.ts';

/**
 * What keeps the newest value of one series that is counted with others: nothing violates it, so nothing happens by it.
 * Where silence is counted it keeps when the series spoke last.
 */
export function compileMember({ condition }: Rule, intervalMs: number): CompiledRule {
  const isAbsent = condition.kind === 'count' && condition.each.kind === 'absent';
  const compiled = compileRule(
    {
      condition: isAbsent
        ? { kind: 'absent', afterMs: Number.MAX_SAFE_INTEGER }
        : { kind: 'above', threshold: Number.POSITIVE_INFINITY },
      holdMs: 0,
      recoveryDelayMs: 0,
    },
    intervalMs,
  );
  return compiled;
}
