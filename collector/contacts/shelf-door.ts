import { conflict, forbidden, invalid, limitReached, notFound } from '#collector/http/api-error.ts';
import { EVERYWHERE, inScope, isSeen, type Scope } from '#collector/people/caller.ts';
import type { Organisations } from '#collector/people/organisations.ts';
import { type KnownChannel, reaches } from './check-names.ts';
import { type ContactBook, type Mention, mentionsOf } from './contact-book.ts';
import type { Kept, Shelf, Shelved } from './shelf.ts';

/** Who may do what with a shelf, and what stands in the way. */
export interface ShelfDoor<Entry> {
  /** Throws 404. */
  see(scope: Scope, id: string): Kept<Entry>;
  /** Throws 403 unless the caller may change what it sees. */
  mine(scope: Scope, id: string): Kept<Entry>;
  /** Throws when the caller may not make this of what is there now under its id. */
  refusePut(scope: Scope, wanted: Shelved): Promise<void>;
  /** Throws 409 that names what names it. */
  refuseRemoval(scope: Scope, id: string): void;
}

/** How many of a kind an organisation may have: each is looked through for every alert. */
export const ENTRIES_PER_ORGANISATION = { contact: 2_000, team: 500, route: 500 } as const;

export function shelfDoor<Entry extends Shelved>(
  book: ContactBook,
  kind: 'contact' | 'team' | 'route',
  organisations: Pick<Organisations, 'get'>,
): ShelfDoor<Entry> {
  const shelf = book[`${kind}s`] as unknown as Shelf<Entry>;
  return {
    see,
    mine(scope, id) {
      const kept = see(scope, id);
      refuseUnlessWritable(scope, kept.entry.organisation);
      return kept;
    },
    async refusePut(scope, wanted) {
      const before = shelf.get(wanted.id)?.entry;
      if (before && !shelf.see(scope, wanted.id))
        throw conflict('id_taken', `another organisation has a ${kind} ${wanted.id}; choose another id`);
      if (before) refuseUnlessWritable(scope, before.organisation);
      refuseUnlessWritable(scope, wanted.organisation);
      if (wanted.organisation !== EVERYWHERE && !(await organisations.get(wanted.organisation)))
        throw invalid('organisation', `there is no organisation ${wanted.organisation}`);
      if (before?.organisation === wanted.organisation) return;
      if (before && wanted.organisation !== EVERYWHERE) refuseIfNamed(scope, wanted.id);
      const most = ENTRIES_PER_ORGANISATION[kind];
      if (shelf.count(wanted.organisation) < most) return;
      throw limitReached('of them', { found: most, allowed: most });
    },
    refuseRemoval: refuseIfNamed,
  };

  function see(scope: Scope, id: string): Kept<Entry> {
    const kept = shelf.see(scope, id);
    if (!kept) throw notFound(kind, id);
    return kept;
  }

  function refuseIfNamed(scope: Scope, id: string): void {
    if (kind !== 'route') refuseWhileNamed(book, kind, id, scope);
  }

  function refuseUnlessWritable(scope: Scope, organisation: string): void {
    if (inScope(scope, organisation)) return;
    throw forbidden(`you may not change a ${kind} of this organisation`, { permission: 'contacts.write' });
  }
}

/**
 * Throws 409 where a channel would no longer serve those who name it: for its new organisation, or because its new
 * kind cannot write to a contact. Nobody would notice before something happens.
 */
export function refuseUnfit(book: ContactBook, channel: KnownChannel, scope: Scope): void {
  const { name, organisation } = channel;
  const unfit = mentionsOf(book, 'channel', name).filter((mention) => {
    if (organisation !== EVERYWHERE && organisation !== mention.organisation) return true;
    const contact = mention.kind === 'contact' ? book.contacts.get(mention.id)?.entry : undefined;
    return contact !== undefined && !reaches(contact, channel);
  });
  refuseMentions(unfit, 'channel', name, scope);
}

/** Throws 409 with what names a contact, a team or a channel, as far as the caller may see it. */
export function refuseWhileNamed(
  book: ContactBook,
  what: 'contact' | 'team' | 'channel',
  id: string,
  scope: Scope,
): void {
  refuseMentions(mentionsOf(book, what, id), what, id, scope);
}

function refuseMentions(all: readonly Mention[], what: string, id: string, scope: Scope): void {
  if (all.length === 0) return;
  const uses = all
    .filter((mention) => isSeen(scope, mention))
    .map(({ kind, id: by, name }) => ({ kind, id: by, name }));
  const named = uses.map((use) => `${use.kind} ${use.id}`).join(', ');
  const message = `${all.length} still name the ${what} ${id}${named && ` (${named})`}: take it out of them first`;
  throw conflict(`${what}_in_use`, message, { uses, count: all.length });
}
