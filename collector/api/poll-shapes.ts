import * as z from 'zod';
import { invalid } from '#collector/http/api-error.ts';
import { credentialKindsOf } from '#collector/polling/catalogue.ts';
import { secretAmong } from '#collector/polling/credential-fields.ts';
import type { Credential, Credentials } from '#collector/polling/credentials.ts';
import { DEFAULT_EVERY_MS } from '#collector/polling/polls.ts';
import { PROBE_STATES } from '#protocol/probe-state.ts';
import { Id } from './shapes.ts';

const SETTINGS_BYTES = 16_384;

export const ProbeName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,63}$/, 'lower-case letters, digits, underscores');
export const ZoneName = z
  .string()
  .max(64)
  .regex(/^([\p{L}\p{N}][\p{L}\p{N} ._-]*)?$/u, 'letters, digits, space, dot, dash')
  .default('')
  .describe('network zone; empty: `default`');
export const Address = z
  .string()
  .trim()
  .min(1)
  .max(255)
  .regex(/^[^\s\p{Cc}]+$/u, 'a host name or an IP address')
  .describe('host name or IP address');
export const Settings = z
  .record(z.string().max(64), z.unknown())
  .refine((settings) => JSON.stringify(settings).length <= SETTINGS_BYTES, {
    error: `longer than ${SETTINGS_BYTES} bytes`,
  })
  .default({})
  .describe('what the configuration of the probe says beside address and credential; no secrets');

export const PollInput = z.strictObject({
  credential: Id.nullable()
    .default(null)
    .describe('id; its kind is one that the probe takes, see `GET /api/v1/probes`'),
  settings: Settings,
  everyMs: z.int().min(1_000).max(86_400_000).default(DEFAULT_EVERY_MS),
  enabled: z.boolean().default(true),
});

export const PollShape = z.strictObject({
  probe: z.string(),
  credential: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
  settings: z.record(z.string(), z.unknown()),
  everyMs: z.number().nullable().describe('null where the agent’s own file says how often'),
  enabled: z.boolean(),
  byFile: z.boolean().describe('stands in the file of an agent and not here'),
  agent: z.string().nullable().describe('the agent that asks; null while there is none'),
  trouble: z
    .string()
    .nullable()
    .describe('code: why nobody asks, such as `zone_without_agent`, `no_address`, `refused_by_agent`'),
  state: z.enum(PROBE_STATES).nullable().describe('how asking went last; null before the first time'),
  stateAtMs: z.number().nullable(),
  sentence: z.string().describe('why it failed, or why nobody asks; empty when all is well'),
  sinceMs: z.number().nullable().describe('since when it is so; null when that was not told'),
});
export type PollShape = z.infer<typeof PollShape>;

/** Refuses what the form of a poll cannot tell: secrets in the open, a credential that does not belong to it. */
export async function checkPoll(
  credentials: Credentials,
  organisation: string,
  probe: string,
  poll: { credential: string | null; settings: Record<string, unknown> },
): Promise<void> {
  refuseSecrets(poll.settings);
  if (poll.credential !== null) await findCredential(credentials, organisation, probe, poll.credential);
}

/** A credential of the organisation for the probe. */
export async function findCredential(
  credentials: Credentials,
  organisation: string,
  probe: string,
  id: string,
): Promise<Credential> {
  const found = await credentials.get(id);
  if (!found || found.organisation !== organisation)
    throw invalid('credential', `there is no credential ${id} in the organisation of the target`);
  const kinds = credentialKindsOf(probe);
  if (!kinds.includes(found.kind))
    throw invalid(
      'credential',
      `${found.name} is of kind ${found.kind}; ${probe} takes ${kinds.join(', ') || 'none'}`,
    );
  return found;
}

export function refuseSecrets(settings: Record<string, unknown>): void {
  const field = secretAmong(settings);
  if (field !== undefined)
    throw invalid(
      `settings.${field}`,
      'a secret, which everybody could read here: it belongs into a credential',
    );
}
