import * as z from 'zod';
import { EVERYWHERE } from '#collector/people/caller.ts';
import { WALL_PAGES, WALL_SECONDS, WALL_STAYS, WALL_ZOOM } from '#protocol/wall.ts';
import { Id, Language, line } from './shapes.ts';

const View = z.strictObject({
  language: Language,
  theme: z.enum(['dark', 'light']).default('dark'),
  pages: z
    .array(
      z.strictObject({
        page: z.enum(WALL_PAGES),
        seconds: z.int().min(WALL_SECONDS.least).max(WALL_SECONDS.most),
      }),
    )
    .min(1)
    .max(WALL_STAYS)
    .describe('the round of pages, and how long each stays'),
  speech: z.enum(['off', 'critical', 'warning']).describe('the mildest severity that is spoken'),
  zoom: z.number().min(WALL_ZOOM.least).max(WALL_ZOOM.most).default(1),
});

/** What people set of a wall. */
export const WallFields = z.strictObject({
  name: line(100).min(1),
  organisation: z
    .union([z.literal(EVERYWHERE), Id])
    .optional()
    .describe('what it sees; `*`: all organisations. None: the own one'),
  view: View,
});

/** A wall as people manage it. */
export const ShownWall = z.strictObject({
  id: z.string(),
  name: z.string(),
  organisation: z.string(),
  view: View,
  createdBy: z.string(),
  createdAtMs: z.number(),
  tokenMadeAtMs: z.number().nullable().describe('null: withdrawn'),
  seenAtMs: z.number().nullable(),
  seenAddress: z.string(),
});

/** What the screen itself asks for. */
export const OwnWall = z.strictObject({
  wall: z
    .strictObject({ id: z.string(), name: z.string(), organisation: z.string() })
    .nullable()
    .describe('null for a person who looks'),
  view: View,
  build: z.string().describe('of the pages that are here now'),
});
