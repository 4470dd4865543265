import * as z from 'zod';
import type { ChannelType } from '#channels/channel.ts';
import { channelTypes } from '#channels/channel-types.ts';

const name = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N}-]{0,63}$/u, 'letters of any language, digits and dashes, at most 64');

/** A channel as a person enters it; `config` is what its kind asks for. */
export const ChannelInput = z.strictObject({
  name,
  kind: z.enum(channelTypes.map((type) => type.name)),
  /** Organisation id; `*` for a channel that all of them may use. */
  organisation: z.string().default('*'),
  enabled: z.boolean().default(true),
  /** Told of alerts whose rule names nobody. */
  isDefault: z.boolean().default(false),
  /** Told when this one cannot be, at the latest after so long. */
  fallback: name.nullable().default(null),
  fallbackAfterMs: z.int().min(10_000).max(86_400_000).default(300_000),
  /** Null: what its kind takes. */
  callsPerMinute: z.int().min(1).max(600).nullable().default(null),
  /** A secret that is left out stays as it was while it is sent to the same place. */
  config: z.record(z.string(), z.unknown()),
});
export type ChannelInput = z.infer<typeof ChannelInput>;

/** A channel as it is kept: nothing is left to its kind. */
export interface KeptChannel extends ChannelInput {
  callsPerMinute: number;
}

/** A channel as it is shown: secrets are named in `sealed` and left out of `config`. */
export interface ShownChannel extends KeptChannel {
  sealed: string[];
  changedBy: string;
  changedAtMs: number;
}

/** The configuration does not fit the kind; each issue names its place. */
export class ChannelConfigError extends Error {
  readonly issues: { path: string; message: string }[];
  constructor(kind: string, issues: { path: string; message: string }[]) {
    super(`not a ${kind} channel: ${issues.map(({ path, message }) => `${path}: ${message}`).join('; ')}`);
    this.name = 'ChannelConfigError';
    this.issues = issues;
  }
}

/** The kind of a channel from the visible list. */
export function channelType(kind: string): ChannelType {
  const type = channelTypes.find((each) => each.name === kind);
  if (!type) {
    const known = channelTypes.map((each) => each.name).join(', ');
    throw new ChannelConfigError(kind, [{ path: 'kind', message: `${kind} is none of ${known}` }]);
  }
  return type;
}

/** The configuration as its kind understands it, defaults filled in. Throws `ChannelConfigError`. */
export function parseChannelConfig(kind: string, config: unknown): Record<string, unknown> {
  const result = channelType(kind).config.safeParse(config);
  if (result.success) return result.data as Record<string, unknown>;
  throw new ChannelConfigError(
    kind,
    result.error.issues.map((issue) => ({
      path: ['config', ...issue.path].join('.'),
      message: issue.message,
    })),
  );
}
