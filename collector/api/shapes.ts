import * as z from 'zod';
import { ANY_ZONE } from '#collector/inventory/agents.ts';
import { EVERYWHERE } from '#collector/people/caller.ts';
import { ROLE_NAMES } from '#collector/people/roles.ts';
import { Zone } from '#protocol/session.ts';

/** Pieces that several routes share. */
export const AnyJson = z.unknown();
export const Id = z.string().min(1).max(64);
export const Language = z.enum(['zh-CN', 'en']);
/** Text of one line for people to read. */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^[^\p{Cc}]*$/u, 'control characters are not allowed');

export const IdParams = z.strictObject({ id: Id });
export const NoContent = z.undefined();

/** The zone whose targets an agent may be given. */
export const AllowedZone = z
  .union([z.literal(ANY_ZONE), Zone])
  .nullable()
  .describe('network zone whose targets the agent may be given, secrets included; `*` any, null none');

/** One value or several, as `?name=a&name=b`; empty ones count as not given. */
export const several = (item: z.ZodString, max: number) =>
  z
    .union([item.or(z.literal('')).transform((one) => [one]), z.array(item.or(z.literal(''))).max(max)])
    .default([])
    .transform((items) => items.filter((one) => one !== ''))
    .describe('may be given several times');

export const Membership = z.strictObject({
  organisation: z.union([z.literal(EVERYWHERE), Id]).describe('`*` stands for all organisations'),
  role: z.enum(ROLE_NAMES),
});

export const Organisation = z.strictObject({
  id: z.string(),
  name: z.string(),
  zone: z.string().describe('IANA zone'),
  language: Language,
  createdAtMs: z.number(),
});

/** What an error looks like; on every route. */
export const Problem = z.strictObject({
  status: z.int(),
  code: z.string().describe('stable; pages have words for it'),
  message: z.string().describe('what was found and what is allowed'),
  details: z.record(z.string(), AnyJson),
});

/** Fields of a query string by `label.<name>=<value>`, beside the known ones. */
export function withLabels<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z
    .object(shape)
    .catchall(z.string().max(200))
    .superRefine((query, context) => {
      const known = [...Object.keys(shape), 'label.<name>'];
      for (const name of Object.keys(query)) {
        if (name in shape || /^label\../.test(name)) continue;
        context.addIssue({
          code: 'custom',
          path: [name],
          message: `not known here; allowed are ${known.join(', ')}`,
        });
      }
    });
}

/** The labels among the fields of `withLabels`. */
export function labelsOf(query: Record<string, unknown>): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [name, value] of Object.entries(query)) {
    if (name.startsWith('label.')) labels[name.slice('label.'.length)] = String(value);
  }
  return labels;
}
