import * as z from 'zod';
import { duration } from '#config/duration.ts';
import { tellIssue } from '#config/tell-issue.ts';
import type { ProbeType } from '#probes/probe.ts';

/** A target that stands in the agent's own file. */
export interface OwnTarget {
  name: string;
  address: string;
  kind: string;
  /** How often its probes ask, where the file says so. */
  everyMs: number | undefined;
  /** Settings as they were written; secrets among them never leave this machine. */
  polls: readonly { probe: string; settings: Readonly<Record<string, unknown>> }[];
}

const FIELDS = ['name', 'address', 'kind', 'every'];

/** What may stand under `targets`; `types` are the probes that this agent has. */
export function ownTargets(types: readonly ProbeType[]) {
  const outward = types.filter(({ reach }) => reach === 'out');
  const probes = Object.fromEntries(outward.map((type) => [type.name, settingsOf(type).optional()]));
  const target = z
    .strictObject({
      name: z.string().trim().min(1).max(200),
      address: z.string().trim().min(1).max(255),
      kind: z
        .string()
        .regex(/^[a-z][a-z0-9_]{0,31}$/, 'allowed is a kind such as `switch`, `ups`, `server`')
        .default('device'),
      every: duration({ min: '1s', max: '1d' }).optional(),
      ...probes,
    })
    .superRefine((written, context) => {
      const asked = outward.filter(({ name }) => written[name as keyof typeof written] !== undefined);
      if (asked.length > 0) return;
      const names = outward.map(({ name }) => `\`${name}\``).join(', ');
      context.addIssue({ code: 'custom', message: `allowed is a target with at least one probe: ${names}` });
    });
  return z
    .array(target)
    .max(5_000)
    .superRefine((targets, context) => {
      const seen = new Set<string>();
      for (const [index, { name }] of targets.entries()) {
        if (seen.has(name)) {
          const message = 'allowed is each name once: it tells targets apart';
          context.addIssue({ code: 'custom', message, path: [index, 'name'] });
        }
        seen.add(name);
      }
    });
}

/** The targets as they are used; `written` passed the schema above. */
export function readOwnTargets(written: unknown): OwnTarget[] {
  const targets = (written ?? []) as (Record<string, unknown> & { name: string; address: string })[];
  return targets.map((target) => ({
    name: target.name.trim(),
    address: target.address.trim(),
    kind: (target.kind as string | undefined) ?? 'device',
    everyMs: target.every === undefined ? undefined : EVERY.parse(target.every),
    polls: Object.keys(target)
      .filter((key) => !FIELDS.includes(key) && target[key] !== undefined)
      .map((probe) => ({ probe, settings: (target[probe] ?? {}) as Record<string, unknown> })),
  }));
}

const EVERY = duration();

/** A probe's settings without the address, which stands beside them. */
function settingsOf({ config }: ProbeType): z.ZodType {
  if (!(config instanceof z.ZodObject)) return config;
  const { address: _, ...fields } = config.shape as Record<string, z.ZodType>;
  const withoutAddress = z.strictObject(fields);
  if ((config.def.checks ?? []).length === 0) return withoutAddress;
  // A schema that judges its settings together cannot leave one out.
  return z.record(z.string(), z.unknown()).superRefine((settings, context) => {
    const { error } = config.safeParse({ ...settings, address: '127.0.0.1' });
    for (const issue of error?.issues ?? [])
      for (const { path, sentence } of tellIssue(issue, settings, withoutAddress))
        context.addIssue({ code: 'custom', message: sentence, path: [...path], params: { isTold: true } });
  });
}
