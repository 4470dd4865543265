import type { RuleDefinition } from './rule-definition.ts';

/** Pages and certificates. */
export const webRules: readonly RuleDefinition[] = [];
