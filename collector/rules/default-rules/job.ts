import type { RuleDefinition } from './rule-definition.ts';

/** Jobs and backups. */
export const jobRules: readonly RuleDefinition[] = [];
