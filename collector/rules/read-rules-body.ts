import type { RulesBody } from '#collector/journal/control-bodies.ts';
import { readStoredRule } from '#protocol/stored-rule.ts';

/** The rules of a journal entry or a checkpoint, which an older version may have written. */
export function readRulesBody<Body extends RulesBody>(body: Body): Body {
  const rules = body.rules.map((each) => ({ ...each, rule: readStoredRule(each.rule) }));
  return { ...body, rules };
}
