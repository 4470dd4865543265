import * as z from 'zod';
import { Severity } from './rule.ts';

/**
 * Data of a record of kind `trap`: what a device said unasked. Its key is the name of the trap, or its OID where
 * nobody knows the name. What came from an address that is no target stands on the target of the agent that got it.
 */
export const TrapRecord = z.strictObject({
  oid: z.string().max(255),
  /** As the profile calls it; empty when no profile knows it. */
  name: z.string().max(100),
  /** Absent for those that only say that something is over, and for unknown ones. */
  severity: Severity.optional(),
  meaning: z.strictObject({ 'zh-CN': z.string().max(200), en: z.string().max(200) }).optional(),
  /** Names of traps that this one ended. */
  clears: z.array(z.string().max(100)).max(50),
  /** Address from which it came, and the one that it is about where it says another. */
  source: z.string().max(64),
  about: z.string().max(64).optional(),
  version: z.enum(['1', '2c', '3']),
  varbinds: z.array(z.strictObject({ oid: z.string().max(255), value: z.string().max(1_000) })).max(100),
});
export type TrapRecord = z.infer<typeof TrapRecord>;

/** Kind of such records. */
export const TRAP = 'trap';
