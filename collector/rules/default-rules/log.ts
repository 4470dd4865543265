import type { RuleDefinition } from './rule-definition.ts';

/** Lines and files that are watched. */
export const logRules: readonly RuleDefinition[] = [];
