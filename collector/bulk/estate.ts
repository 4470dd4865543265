import type { Registry } from '#collector/api/parts.ts';
import type { Target } from '#collector/inventory/targets.ts';
import type { Scope } from '#collector/people/caller.ts';
import type { Organisation } from '#collector/people/organisations.ts';
import type { Credential } from '#collector/polling/credentials.ts';
import type { Poll } from '#collector/polling/polls.ts';

const CREDENTIALS = 10_000;

/** What is there, as far as somebody may change it: against this a sheet is held. */
export interface Estate {
  targets: readonly Target[];
  /** By target. */
  polls: ReadonlyMap<string, readonly Poll[]>;
  organisations: readonly Pick<Organisation, 'id' | 'name'>[];
  /** Where a row belongs that does not say it; undefined where it must. */
  usual: string | undefined;
  credentials: readonly Pick<Credential, 'id' | 'organisation' | 'name' | 'kind'>[];
}

/** Reads all of it; inside a transaction it is of one moment. */
export async function readEstate(registry: Registry, scope: Scope): Promise<Estate> {
  const { targets, polls, organisations, credentials } = registry;
  const seen = targets.list(scope, undefined, Number.POSITIVE_INFINITY, () => true);
  return {
    targets: seen,
    polls: await polls.of(seen.map(({ id }) => id)),
    organisations: await organisations.list(scope),
    usual: await organisations.choose(scope, undefined),
    credentials: await credentials.list(scope, '', CREDENTIALS),
  };
}

/** As people call an organisation. */
export function organisationName({ organisations }: Estate, id: string): string {
  return organisations.find((each) => each.id === id)?.name ?? id;
}
