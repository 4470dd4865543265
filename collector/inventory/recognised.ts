import * as z from 'zod';
import type { Audit } from '#collector/audit/audit.ts';
import type { Recognised, Target, Targets } from './targets.ts';

/** What an inventory says of the device as a whole; probes add what they like. */
const SaysOfItself = z.object({
  profile: z.string().max(64).catch(''),
  kind: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,31}$/)
    .catch(''),
  vendor: oneLine(100),
  model: oneLine(200),
});

/** The kind of what nobody has called anything more special. */
const ANY_KIND = 'device';
const NOTHING: Recognised = { profile: '', kind: '', vendor: '', model: '' };

/**
 * Kind, vendor and model of a target follow what its device says, until people say something else. Runs inside the
 * caller's transaction; returns what is to be learned once that is committed.
 */
export function recognisedIn({ targets, audit }: { targets: Targets; audit: Audit }) {
  return async (id: string, data: unknown): Promise<Target | undefined> => {
    const target = targets.get(id);
    const said = SaysOfItself.safeParse(data);
    if (!target || !said.success) return undefined;
    const { profile, kind, vendor, model } = said.data;
    if (vendor === '' && model === '') return undefined;
    const before = target.recognised ?? NOTHING;
    // Of two probes on one target the one with a profile knows the device better.
    if (profile === '' && before.profile !== '') return undefined;
    const recognised = { profile, kind, vendor, model };
    const after = {
      recognised,
      kind: kind !== '' && [ANY_KIND, before.kind].includes(target.kind) ? kind : target.kind,
      vendor: ['', before.vendor].includes(target.vendor) ? vendor : target.vendor,
      model: ['', before.model].includes(target.model) ? model : target.model,
    };
    if (JSON.stringify(recognised) === JSON.stringify(before)) return undefined;
    const changed = await targets.update(target, after);
    await audit.write(
      { who: 'collector', address: '' },
      {
        action: 'target.recognised',
        object: `target:${id}`,
        organisation: target.organisation,
        before: {
          kind: target.kind,
          vendor: target.vendor,
          model: target.model,
          recognised: target.recognised,
        },
        after,
      },
    );
    return changed;
  };
}

/** Devices write line ends and worse into their names. */
function oneLine(max: number) {
  return z
    .string()
    .catch('')
    .transform((text) =>
      text
        .replace(/[\p{Cc}\s]+/gu, ' ')
        .trim()
        .slice(0, max),
    );
}
