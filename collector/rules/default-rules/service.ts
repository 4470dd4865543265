import type { RuleDefinition } from './rule-definition.ts';

/** Middleware, and whether something answers. */
export const serviceRules: readonly RuleDefinition[] = [];
