import { Rule } from './rule.ts';

/**
 * A rule as it was stored or written to a journal, maybe by an older version: its thresholds once could end where a
 * graver rule began (`until`), which tiers do now. Throws for what no version has written.
 */
export function readStoredRule(stored: unknown): Rule {
  const { condition, ...rest } = stored as { condition?: Record<string, unknown> };
  const { until: _until, ...now } = condition ?? {};
  return Rule.parse({ ...rest, condition: now });
}
