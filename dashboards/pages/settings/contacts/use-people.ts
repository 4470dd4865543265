import type {
  ChannelEntry,
  ChannelKindsAnswer,
  ChannelsAnswer,
  ContactEntry,
  ContactsAnswer,
  TeamEntry,
  TeamsAnswer,
} from '../../../api/contacts.ts';
import { getAll } from '../../../api/lists.ts';
import type { PeopleAnswer } from '../../../api/shapes.ts';
import type { Choice } from '../../../ui/choose-many.tsx';
import { useWard } from '../../../ui/context.ts';
import { type Loaded, useLoad } from '../../../ui/use-load.ts';

/** A channel with what of a contact it can write to; null: only whom it names itself. */
export type ReachingChannel = Pick<ChannelEntry, 'name' | 'kind' | 'enabled' | 'organisation'> & {
  reaches: 'email' | 'phone' | null;
};

/** Everybody and everything that can be told. */
export interface Told {
  contacts: ContactEntry[];
  teams: TeamEntry[];
  channels: ReachingChannel[];
  /** Names of accounts; empty where the person may not see them. */
  accounts: string[];
}

/** Reads them together; channels and accounts only where the person may see them. */
export function useTold(): Loaded<Told> {
  const { api, session } = useWard();
  const seesChannels = session.can('channels.read');
  const seesAccounts = session.can('people.read');
  return useLoad(
    async (signal) => {
      const [{ contacts }, { teams }, { channels }, { kinds }, accounts] = await Promise.all([
        api.get<ContactsAnswer>('contacts', {}, signal),
        api.get<TeamsAnswer>('teams', {}, signal),
        seesChannels ? api.get<ChannelsAnswer>('channels', {}, signal) : { channels: [] },
        seesChannels ? api.get<ChannelKindsAnswer>('channel-kinds', {}, signal) : { kinds: [] },
        seesAccounts ? getAll(api, 'people', (answer: PeopleAnswer) => answer.people) : [],
      ]);
      const reachOf = (kind: string) => kinds.find((each) => each.kind === kind)?.reaches ?? null;
      return {
        contacts,
        teams,
        channels: channels.map(({ name, kind, enabled, organisation }) => ({
          name,
          kind,
          enabled,
          organisation,
          reaches: reachOf(kind),
        })),
        accounts: accounts.filter(({ disabledAtMs }) => disabledAtMs === null).map(({ name }) => name),
      };
    },
    [seesChannels, seesAccounts],
  );
}

/** What somebody of an organisation can be named with: its own and what all of them share. */
export function fitting<Entry extends { organisation: string }>(
  entries: readonly Entry[],
  organisation: string,
): Entry[] {
  return entries.filter((entry) => entry.organisation === '*' || entry.organisation === organisation);
}

/** Names to choose from. */
export function choicesOf(entries: readonly { id: string; name: string }[]): Choice[] {
  return entries.map(({ id, name }) => ({ value: id, text: name }));
}
