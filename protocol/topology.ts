import * as z from 'zod';
import { cableKey } from './cable.ts';

/** Things that one answer about the network names; of more, those with the fewest cables are left out. */
export const TOPOLOGY_NODES = 1_000;
/** Places that one organisation may remember. */
export const POSITIONS_KEPT = 2_000;
/** Cables that one organisation may have added by hand, as many that it may have removed, and things it may have hidden. */
export const CORRECTIONS_KEPT = 500;
/** The farthest from the middle that a thing may be put. */
const FARTHEST = 100_000;

const nodeId = z.string().min(1).max(200).describe('of the target, or as the map names what nobody watches');
const place = z.int().min(-FARTHEST).max(FARTHEST);
const CableEnd = z.strictObject({
  node: nodeId,
  port: z
    .string()
    .trim()
    .max(100)
    .regex(/^[^\p{Cc}]*$/u, 'control characters are not allowed')
    .describe('may be empty'),
});
const Cable = z.strictObject({ from: CableEnd, to: CableEnd });

/** What people know better than the devices. */
export const TopologyCorrections = z
  .strictObject({
    positions: z.array(z.strictObject({ node: nodeId, x: place, y: place })).max(POSITIONS_KEPT),
    added: z.array(Cable).max(CORRECTIONS_KEPT).describe('cables of which no device tells'),
    removed: z.array(Cable).max(CORRECTIONS_KEPT).describe('cables that devices tell of and that are none'),
    hidden: z.array(nodeId).max(CORRECTIONS_KEPT),
  })
  .superRefine(({ positions, added, removed, hidden }, context) => {
    const once = (list: string, keys: readonly string[]): void => {
      const seen = new Set<string>();
      for (const [at, key] of keys.entries()) {
        if (seen.has(key))
          context.addIssue({ code: 'custom', path: [list, at], message: `${key} is there twice` });
        seen.add(key);
      }
    };
    once(
      'positions',
      positions.map(({ node }) => node),
    );
    once('added', added.map(cableKey));
    once('removed', removed.map(cableKey));
    once('hidden', hidden);
    for (const [at, { from, to }] of added.entries()) {
      if (from.node !== to.node) continue;
      const message = 'a cable joins two things, this one ends where it begins';
      context.addIssue({ code: 'custom', path: ['added', at], message });
    }
  });
export type TopologyCorrections = z.infer<typeof TopologyCorrections>;
