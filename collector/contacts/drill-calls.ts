import type { Contact } from '#protocol/contact.ts';
import type { DrillCall } from '#protocol/drill.ts';
import { reaches } from './check-names.ts';

/** A call that a drill is to make; without a channel one that nobody can make. */
export type WantedCall = Pick<DrillCall, 'channel' | 'contact' | 'name'>;

/** What is known of a channel that can be used. */
export interface DrilledChannel {
  name: string;
  kind: string;
  organisation: string;
  config: Record<string, unknown>;
}

/**
 * The calls of a drill of one organisation (or of `*`, what all of them share): its channels to whom they name
 * themselves, and its contacts by each of their channels. Who can be reached by none is in the list, too.
 */
export function drillCalls(
  organisation: string,
  channels: readonly DrilledChannel[],
  contacts: readonly Contact[],
): WantedCall[] {
  const calls: WantedCall[] = channels
    .filter((channel) => channel.organisation === organisation && namesSomebody(channel))
    .map(({ name }) => ({ channel: name, contact: '', name: '' }));
  for (const contact of contacts) {
    if (contact.organisation !== organisation || !contact.enabled) continue;
    const { id, name } = contact;
    const open = contact.channels.filter((each) =>
      channels.some((channel) => channel.name === each && reaches(contact, channel)),
    );
    for (const channel of open) calls.push({ channel, contact: id, name });
    if (open.length === 0) calls.push({ channel: '', contact: id, name });
  }
  return calls;
}

/** Contacts that have answered nothing, and channels that did not take their own call; each once. */
export function shortfall(calls: readonly DrillCall[]): { unanswered: string[]; undelivered: string[] } {
  const contacts = Map.groupBy(
    calls.filter(({ contact }) => contact !== ''),
    ({ contact }) => contact,
  );
  return {
    unanswered: [...contacts]
      .filter(([, own]) => own.every(({ answeredAtMs }) => answeredAtMs === null))
      .map(([contact]) => contact),
    undelivered: calls
      .filter(({ contact, state }) => contact === '' && state !== 'delivered')
      .map(({ channel }) => channel),
  };
}

/** True when there is nothing left to prove: each contact has answered each of its calls, each channel took its own. */
export function isProven(calls: readonly DrillCall[]): boolean {
  return calls.every(({ contact, state, answeredAtMs }) =>
    contact === '' ? state === 'delivered' : answeredAtMs !== null,
  );
}

/** False for a channel that tells contacts alone: its own list of recipients is empty. */
function namesSomebody({ config: { to, phones } }: DrilledChannel): boolean {
  return ![to, phones].some((list) => Array.isArray(list) && list.length === 0);
}
