import type { Recipient } from '#channels/channel.ts';
import type { AlertEvent } from '#protocol/alert.ts';
import { SEVERITIES } from '#protocol/rule.ts';
import type { Tone } from './pipeline.ts';

/**
 * What a stage says of a firing that would be told now. Undefined lets it pass. `held` keeps it back: it is asked
 * about again when `untilMs` has come (null: when something changes), and told then if it still fires; what is over
 * by then is told to nobody, and `code` is the reason that stands in the record.
 */
export type Verdict = { held: HeldCode; untilMs: number | null; params: Record<string, string> } | undefined;

/**
 * Why something is held back: its cause may yet show itself; nothing can be known because of another alert; a
 * silence; planned work; somebody's hours.
 */
export const HELD_CODES = ['awaiting_cause', 'suppressed', 'silenced', 'maintenance', 'off_hours'] as const;
export type HeldCode = (typeof HELD_CODES)[number];

/** Asked in this order: causes, silences, hours. Answers from memory, and throws never. */
export type Stage = (event: AlertEvent, nowMs: number) => Verdict;

/** Why an event was not told, at all or to somebody in particular. What was held until it was over has its `HeldCode`. */
export const NOT_TOLD_CODES = [
  ...HELD_CODES,
  /** Judged afterwards: history. */
  'late',
  /** Things that people see on the page: `kind` says which. */
  'not_a_call',
  /** It got less severe. */
  'severity_fell',
  /** Said with the message of what happened to the same alert before, which had not gone out yet. */
  'merged',
  /** Of what nobody was told, nobody is told the end. */
  'firing_not_told',
  /** For information only, and nobody is named for it. */
  'info_unnamed',
  /** Nobody at all: no route matches, no channel is there. */
  'no_route',
  /** By purpose: the route that decides names nobody. */
  'route_names_nobody',
  'no_channel',
  'channel_gone',
  'channel_disabled',
  'contact_gone',
  'contact_disabled',
  /** The contact has nothing that the channel could write to. */
  'no_address',
] as const;
export type NotToldCode = (typeof NOT_TOLD_CODES)[number];

/** Where something is told: a channel by name, and a contact by id or '' for whom the channel itself names. */
export interface Destination {
  channel: string;
  recipient: string;
}

/** Somebody who could have been told and was not; channel and recipient may each be empty. */
export interface LeftOut extends Destination {
  code: NotToldCode;
  params: Record<string, string>;
}

/** Who is told, and who is not although one might expect it. Both empty: nobody, without a reason. */
export interface Routing {
  destinations: readonly Destination[];
  notTold: readonly LeftOut[];
}

/** What routing is told beside the event. */
export interface RoutingFacts {
  /** Channels that the rule of the alert names. */
  tell: readonly string[];
  /** Those that are enabled and can be used now, of all organisations. */
  channels: readonly RoutableChannel[];
  nowMs: number;
}

/**
 * Who is to be told of a firing or of a rise in severity, by what the alert is now. Of its end the pipeline tells
 * exactly those without asking. Answers from memory, in microseconds, and throws never.
 */
export type Routes = (event: AlertEvent, facts: RoutingFacts) => Routing;

/** How a contact is spoken to; undefined when there is none (any more). The zone is that of the organisation where it is left out. */
export type FindContact = (
  id: string,
) => { to: Recipient; language: Tone['language']; zone?: string } | undefined;

/** What routing knows about channels. */
export interface RoutableChannel {
  name: string;
  kind: string;
  organisation: string;
  isDefault: boolean;
}

/** Lets everything pass: the place of a stage that is yet to come. */
export function pass(): undefined {
  return undefined;
}

/**
 * Where nobody has made routes: those the rule names, or the default channels of the organisation when it names none,
 * or none that is there. What is for information only calls nobody who was not named: the default channels are for
 * what somebody has to see to.
 */
export function ruleRoutes({ alert }: AlertEvent, { tell, channels }: RoutingFacts): Routing {
  const open = channels.filter(
    ({ organisation }) => organisation === '*' || organisation === alert.organisation,
  );
  const named = open.filter((channel) => tell.includes(channel.name));
  const gone = tell.filter((name) => !named.some((channel) => channel.name === name)).map(channelGone);
  const chosen = named.length > 0 ? named : open.filter((channel) => channel.isDefault);
  if (named.length === 0 && alert.severity === 'info') return nobody('info_unnamed', {}, gone);
  if (chosen.length === 0) return nobody('no_channel', {}, gone);
  return { destinations: chosen.map(({ name }) => ({ channel: name, recipient: '' })), notTold: gone };
}

function channelGone(channel: string): LeftOut {
  return { channel, recipient: '', code: 'channel_gone', params: {} };
}

/** For a reason that is nobody's in particular. */
export function nobody(
  code: NotToldCode,
  params: Record<string, string> = {},
  others: readonly LeftOut[] = [],
): Routing {
  return { destinations: [], notTold: [{ channel: '', recipient: '', code, params }, ...others] };
}

/** Why an event calls nobody, whoever is there to be told; undefined when it may. */
export function outAtOnce(event: AlertEvent): Routing | undefined {
  if (event.late) return nobody('late');
  if (event.kind === 'severity_changed') return isRise(event) ? undefined : nobody('severity_fell');
  if (event.kind === 'fired' || event.kind === 'resolved' || event.kind === 'flapping') return undefined;
  return nobody('not_a_call', { kind: event.kind });
}

/** True where it got more severe. */
export function isRise({ kind, from, alert }: AlertEvent): boolean {
  if (kind !== 'severity_changed') return false;
  return from === null || SEVERITIES.indexOf(alert.severity) > SEVERITIES.indexOf(from);
}
