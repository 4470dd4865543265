import * as z from 'zod';
import { AlertMatch } from './alert-match.ts';
import { Hours } from './clock-times.ts';

const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'lower-case letters, digits and dashes, at most 64');
const name = z.string().min(1).max(120);

/** Somebody who can be told, and how. */
export const Contact = z.strictObject({
  id,
  organisation: z.string(),
  name,
  /** Name of the person's account here, or empty. */
  person: z.string().max(120).default(''),
  language: z.enum(['zh-CN', 'en']),
  email: z.union([z.literal(''), z.email()]).default(''),
  phone: z
    .string()
    .regex(/^(\+?\d[\d -]{4,20})?$/, 'a telephone number')
    .default(''),
  /** Names of channels over which this contact is told, the first first; each must be able to reach it. */
  channels: z.array(z.string()).max(10).default([]),
  /** Told only in these hours; critical alerts always where `alwaysCritical`. */
  hours: Hours,
  alwaysCritical: z.boolean().default(true),
  enabled: z.boolean().default(true),
});
export type Contact = z.infer<typeof Contact>;

/** Contacts that are told together. */
export const Team = z.strictObject({
  id,
  organisation: z.string(),
  name,
  contacts: z.array(z.string()).max(200).default([]),
  /** Channels that reach the whole team, such as the robot of its chat. */
  channels: z.array(z.string()).max(10).default([]),
});
export type Team = z.infer<typeof Team>;

/** Who is told of which alerts. Routes are read in their order; the first that matches decides, unless it says `goOn`. */
export const Route = z.strictObject({
  id,
  organisation: z.string(),
  name,
  enabled: z.boolean().default(true),
  match: AlertMatch,
  /** Holds only in these hours; no span: always. */
  hours: Hours,
  teams: z.array(z.string()).max(20).default([]),
  contacts: z.array(z.string()).max(20).default([]),
  channels: z.array(z.string()).max(20).default([]),
  goOn: z.boolean().default(false),
});
export type Route = z.infer<typeof Route>;
