import * as z from 'zod';

const names = z.array(z.string().min(1).max(200)).max(1_000).default([]);

/** Which targets belong to a group: those that are named, and those that satisfy every other field that is not empty. */
export const GroupSelection = z.strictObject({
  targets: names.describe('ids of targets that belong to it whatever they are'),
  kinds: names.describe('kinds of target, such as server or switch'),
  zones: names.describe('network zones'),
  rooms: names.describe('machine rooms'),
  racks: names.describe('racks'),
  owners: names.describe('owners'),
  vendors: names.describe('makers'),
  nameLike: z.string().max(200).default('').describe('a part of the name; * stands for anything'),
});
export type GroupSelection = z.infer<typeof GroupSelection>;

/** Targets that are judged, silenced or told of together. A target may be in many. */
export const TargetGroup = z.strictObject({
  /** Begins with `group-`, so that no target has the same. */
  id: z.string().regex(/^group-[a-z0-9][a-z0-9-]{0,57}$/, 'group- and lower-case letters, digits and dashes'),
  organisation: z.string(),
  name: z.string().min(1).max(120),
  select: GroupSelection,
  isSystem: z
    .boolean()
    .default(false)
    .describe('it is something that people use, such as a registration system: shown first on the overview'),
});
export type TargetGroup = z.infer<typeof TargetGroup>;

/** A group with the targets that it has now, as the journal carries it. */
export interface GroupMembers {
  id: string;
  organisation: string;
  name: string;
  targets: string[];
}
