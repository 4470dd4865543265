import * as z from 'zod';
import { CatalogueSetting } from './probe-catalogue.ts';

/** A kind of channel, as people who add one choose it. */
export const ChannelKind = z.strictObject({
  kind: z.string(),
  title: z.strictObject({ 'zh-CN': z.string(), en: z.string() }),
  /** What of a contact it writes to; null: whom its configuration names. */
  reaches: z.enum(['email', 'phone']).nullable(),
  /** What the other side takes, and what a new channel begins with. */
  callsPerMinute: z.int(),
  /** Settings that are sealed and never shown again. */
  secrets: z.array(z.string()),
  /** Who changes one of these enters the secrets anew. */
  destination: z.array(z.string()),
  isForPrograms: z.boolean(),
  /** Names that its templates may use; empty where it takes none. */
  templateNames: z.array(z.string()),
  settings: z.array(CatalogueSetting),
});
export type ChannelKind = z.infer<typeof ChannelKind>;
