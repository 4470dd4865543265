import type { RuleDefinition } from './rule-definition.ts';

/** Databases of every make. */
export const databaseRules: readonly RuleDefinition[] = [];
