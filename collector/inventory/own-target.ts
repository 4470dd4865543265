import { FULL_SCOPE } from '#collector/people/caller.ts';
import { DEFAULT_ORGANISATION } from '#collector/people/organisations.ts';
import type { Targets } from './targets.ts';

/** The target that stands for this collector, made at its first start. */
export async function ownTarget(targets: Targets): Promise<string> {
  const [known] = targets.list(FULL_SCOPE, undefined, 1, ({ kind }) => kind === 'collector');
  if (known) return known.id;
  const made = await targets.insert({
    organisation: DEFAULT_ORGANISATION,
    kind: 'collector',
    name: 'Ward',
    host: '',
  });
  targets.learn(made);
  return made.id;
}
