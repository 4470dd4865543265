import { invalid } from '#collector/http/api-error.ts';
import { EVERYWHERE } from '#collector/people/caller.ts';
import type { AlertMatch } from '#protocol/alert-match.ts';

/** Of which organisation something is; undefined when there is none. */
export interface MatchWorld {
  target(id: string): string | undefined;
  group(id: string): string | undefined;
  rule(id: string): Promise<string | undefined>;
}

/** Throws a 400 for what a match names and its organisation does not have: it would never match, and nobody would see why. */
export async function checkMatch(match: AlertMatch, organisation: string, world: MatchWorld): Promise<void> {
  const isHere = (found: string | undefined) =>
    found !== undefined && (organisation === EVERYWHERE || found === EVERYWHERE || found === organisation);
  const refuse = (field: string, what: string, id: string) =>
    invalid(`match.${field}`, `there is no ${what} ${id} in this organisation`, { found: id });
  for (const [index, id] of match.targets.entries())
    if (!isHere(world.target(id)) && !isHere(world.group(id))) throw refuse(`targets.${index}`, 'target', id);
  for (const [index, id] of match.groups.entries())
    if (!isHere(world.group(id))) throw refuse(`groups.${index}`, 'group', id);
  for (const [index, id] of match.rules.entries())
    if (!isHere(await world.rule(id))) throw refuse(`rules.${index}`, 'rule', id);
}
