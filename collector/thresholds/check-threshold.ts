import { Rule } from '#protocol/rule.ts';
import type { Threshold } from '#protocol/threshold.ts';
import { understoodBy, VALUE_FIELDS, withValues } from './with-values.ts';

/** What is wrong with a threshold: the field, what was found there, and what is allowed. */
export interface ThresholdMistake {
  field: string;
  found: unknown;
  allowed: string;
}

/** The first thing that makes a threshold useless for its rule, or undefined. Who and what it names is checked apart. */
export function mistakeIn(rule: Rule, threshold: Threshold): ThresholdMistake | undefined {
  const { level, subject, labels, values } = threshold;
  if (level === 'organisation' && subject !== '')
    return { field: 'subject', found: subject, allowed: 'nothing at the level organisation' };
  if (level !== 'organisation' && subject === '')
    return {
      field: 'subject',
      found: subject,
      allowed: `the id of the ${level === 'group' ? 'group' : 'target'}`,
    };
  if (level !== 'series' && Object.keys(labels).length > 0)
    return { field: 'labels', found: labels, allowed: 'none, except at the level series' };
  return unknownValue(rule, threshold) ?? contradiction(rule, values);
}

function unknownValue(rule: Rule, { values }: Threshold): ThresholdMistake | undefined {
  const understood = understoodBy(rule);
  const given = VALUE_FIELDS.filter((field) => values[field] !== undefined);
  if (given.length === 0)
    return { field: 'values', found: values, allowed: `at least one of ${understood.join(', ')}` };
  const strange = given.find((field) => !understood.includes(field));
  if (strange)
    return {
      field: `values.${strange}`,
      found: values[strange],
      allowed: `for a condition of kind ${rule.condition.kind}: ${understood.join(', ')}`,
    };
  const severities = rule.tiers.map(({ severity }) => severity);
  const tier = values.tiers?.find(({ severity }) => !severities.includes(severity));
  if (tier)
    return {
      field: 'values.tiers',
      found: tier.severity,
      allowed: `the tiers of the rule: ${severities.join(', ')}`,
    };
  return undefined;
}

/** The rule with these values must be one that could be written so. */
function contradiction(rule: Rule, values: Threshold['values']): ThresholdMistake | undefined {
  const result = Rule.safeParse(withValues(rule, values));
  const [issue] = result.error?.issues ?? [];
  if (!issue) return undefined;
  const path = issue.path.filter((part) => part !== 'condition').join('.');
  return { field: `values.${path}`, found: values, allowed: issue.message };
}
