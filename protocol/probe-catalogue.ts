import * as z from 'zod';
import { CREDENTIAL_KINDS } from './credential.ts';

const bothLanguages = z.strictObject({ 'zh-CN': z.string(), en: z.string() });

/** One setting of a probe, as a form shows it. */
export const CatalogueSetting = z.strictObject({
  name: z.string(),
  /** `structure`: lists and maps of several fields, typed as YAML. */
  form: z.enum(['text', 'number', 'switch', 'choice', 'duration', 'list', 'structure']),
  choices: z.array(z.string()).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  /** As JSON; absent where there is none. */
  default: z.unknown().optional(),
  /** A list whose parts are numbers. */
  ofNumbers: z.boolean().optional(),
  /** A text of several lines, such as a certificate. */
  isLong: z.boolean().optional(),
  /** What somebody might write who knows how; YAML for a structure. */
  example: z.string().optional(),
  isNeeded: z.boolean(),
  meaning: bothLanguages,
});
export type CatalogueSetting = z.infer<typeof CatalogueSetting>;

/**
 * A probe that asks targets, as people who add one choose it. The list is made from the probes themselves
 * (`probes/catalogue.ts`) and kept as a file, since a collector knows none of them.
 */
export const CatalogueEntry = z.strictObject({
  probe: z.string(),
  /** Folder of the probes that belong together: `database`, `service`, `web`, `network`; `device` for the others. */
  group: z.string(),
  title: bothLanguages,
  /** Kind of target. */
  target: z.string(),
  /** The port that is usual; absent where there is none. */
  port: z.int().optional(),
  /** It is at a port; a ping is not. */
  hasPort: z.boolean().default(true),
  /** What opens it, the usual one first; empty: nothing does. */
  credentials: z.array(z.enum(CREDENTIAL_KINDS)),
  everyMs: z.int(),
  /** Prints what gives an account its rights: `check <probe> --grants`. */
  hasGrants: z.boolean(),
  /** Without address, port and what a credential brings. */
  settings: z.array(CatalogueSetting),
});
export type CatalogueEntry = z.infer<typeof CatalogueEntry>;

export const ProbeCatalogue = z.array(CatalogueEntry);
