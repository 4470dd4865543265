import type { Audit } from '#collector/audit/audit.ts';
import type { GroupUse } from '#collector/groups/groups.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import { Contact, Route, Team } from '#protocol/contact.ts';
import { masked } from './mask.ts';
import { Shelf } from './shelf.ts';

/** Something that names something else: what stands in the way of removing it. */
export interface Mention {
  kind: 'contact' | 'team' | 'route';
  id: string;
  name: string;
  organisation: string;
}

/** Who can be told, together with whom, of what. */
export interface ContactBook {
  contacts: Shelf<Contact>;
  teams: Shelf<Team>;
  routes: Shelf<Route>;
  /** Called after each change. */
  onChange(listener: () => void): void;
}

export async function openContactBook(options: {
  sql: Sql;
  audit: Audit;
  nowMs(): number;
}): Promise<ContactBook> {
  const listeners: (() => void)[] = [];
  const onChange = () => {
    for (const listener of listeners) listener();
  };
  const common = { ...options, onChange };
  const plain = (entry: unknown) => entry;
  return {
    contacts: await Shelf.open<Contact>({
      ...common,
      table: 'contacts',
      kind: 'contact',
      schema: Contact,
      toAudit: masked,
    }),
    teams: await Shelf.open<Team>({ ...common, table: 'teams', kind: 'team', schema: Team, toAudit: plain }),
    routes: await Shelf.open<Route>({
      ...common,
      table: 'routes',
      kind: 'route',
      schema: Route,
      toAudit: plain,
    }),
    onChange: (listener) => void listeners.push(listener),
  };
}

/** What names a contact, a team or a channel. */
export function mentionsOf(book: ContactBook, what: 'contact' | 'team' | 'channel', id: string): Mention[] {
  const routes = book.routes.all().filter(({ entry }) => entry[`${what}s`].includes(id));
  const mentions = routes.map(({ entry }) => mention('route', entry));
  if (what === 'team') return mentions;
  const teams = book.teams.all().filter(({ entry }) => entry[`${what}s`].includes(id));
  mentions.push(...teams.map(({ entry }) => mention('team', entry)));
  if (what === 'contact') return mentions;
  const contacts = book.contacts.all().filter(({ entry }) => entry.channels.includes(id));
  mentions.push(...contacts.map(({ entry }) => mention('contact', entry)));
  return mentions;
}

function mention(kind: Mention['kind'], { id, name, organisation }: Omit<Mention, 'kind'>): Mention {
  return { kind, id, name, organisation };
}

/** Routes that name a group of targets. */
export function routesOfGroup({ routes }: Pick<ContactBook, 'routes'>, group: string): GroupUse[] {
  return routes
    .all()
    .filter(({ entry: { match } }) => match.groups.includes(group) || match.targets.includes(group))
    .map(({ entry: { id, organisation } }) => ({ kind: 'route', id, organisation }));
}
