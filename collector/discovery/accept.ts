import type { Target, Targets } from '#collector/inventory/targets.ts';
import type { Credentials } from '#collector/polling/credentials.ts';
import type { Polls } from '#collector/polling/polls.ts';
import { asksAt, byAddress, type NewWatched } from '#collector/polling/watch.ts';
import type { Discoveries, Discovery, Found } from './discoveries.ts';

/** Why something that was asked for is not watched from now on. */
export const SKIPPED_CODES = ['not_found', 'not_opened', 'already_watched'] as const;

export interface Skipped {
  address: string;
  code: (typeof SKIPPED_CODES)[number];
  /** The target that it is already. */
  watchedAs: string | null;
}

export interface AcceptOptions {
  discoveries: Pick<Discoveries, 'found'>;
  credentials: Pick<Credentials, 'names'>;
  targets: Targets;
  polls: Polls;
}

const KIND = /^[a-z][a-z0-9_]{0,31}$/;
/** What is watched without anybody knowing what it is. */
export const UNKNOWN_KIND = 'device';

/** Of what a sweep found at these addresses: what there is to watch, and what not and why. */
export async function proposals(
  { discoveries, credentials, targets, polls }: AcceptOptions,
  discovery: Discovery,
  addresses: ReadonlySet<string>,
  everyMs: number,
): Promise<{ wanted: NewWatched[]; skipped: Skipped[] }> {
  const known = await credentials.names(discovery.credentials.map(({ credential }) => credential));
  const found = Map.groupBy(await discoveries.found(discovery.id), ({ address }) => address);
  const watched = byAddress(targets, discovery.organisation, discovery.zone);
  const wanted: NewWatched[] = [];
  const skipped: Skipped[] = [];
  for (const address of addresses) {
    // A credential may have gone since; a poll with it would open nothing.
    const opened = (found.get(address) ?? []).filter(({ credential }) => known.has(credential));
    const twin = await watchedAs(opened, watched.get(address) ?? []);
    if (!found.has(address)) skipped.push({ address, code: 'not_found', watchedAs: null });
    else if (opened.length === 0) skipped.push({ address, code: 'not_opened', watchedAs: null });
    else if (twin) skipped.push({ address, code: 'already_watched', watchedAs: twin.id });
    else wanted.push(toWatched(address, opened));
  }
  return { wanted, skipped };

  /** The target that already asks at one of these doors. */
  async function watchedAs(opened: readonly Found[], there: readonly Target[]): Promise<Target | undefined> {
    const pollsOf = await polls.of(there.map(({ id }) => id));
    return there.find(({ id }) =>
      pollsOf
        .get(id)
        ?.some((poll) => opened.some((each) => asksAt(poll, each.probe, settingsFor(each.credential)))),
    );
  }

  function toWatched(address: string, opened: readonly Found[]): NewWatched {
    const { organisation, zone } = discovery;
    const recognised = opened.find((each) => each.recognised)?.recognised ?? null;
    const { profile = '', vendor = '', model = '' } = recognised ?? {};
    const kind = recognised && KIND.test(recognised.kind) ? recognised.kind : UNKNOWN_KIND;
    const name = recognised?.name || address;
    const calledSo = inOneLine(name);
    const is = { vendor: inOneLine(vendor), model: inOneLine(model) };
    return {
      target: {
        organisation,
        kind,
        name: calledSo,
        host: calledSo,
        address,
        zone,
        ...is,
        recognised: recognised && { profile, kind, ...is },
      },
      polls: opened.map(({ probe, credential }) => ({
        probe,
        credential,
        settings: settingsFor(credential),
        everyMs,
        enabled: true,
      })),
    };
  }

  function settingsFor(credential: string): Record<string, unknown> {
    return discovery.credentials.find((tried) => tried.credential === credential)?.settings ?? {};
  }
}

/** Devices write line ends and worse into their names. */
export function inOneLine(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
}
