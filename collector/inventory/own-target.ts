import { FULL_SCOPE } from '#collector/people/caller.ts';
import { DEFAULT_ORGANISATION } from '#collector/people/organisations.ts';
import type { Targets } from './targets.ts';

/** The target that stands for this collector, made at its first start. */
export async function ownTarget(targets: Targets): Promise<string> {
  const all = targets.list(
    FULL_SCOPE,
    undefined,
    Number.MAX_SAFE_INTEGER,
    ({ kind }) => kind === 'collector',
  );
  // Whoever may make targets may call theirs so too; none of them was there before this one.
  const [known] = all.sort((a, b) => a.createdAtMs - b.createdAtMs);
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
