/*
 * What an entry names must be there, lie in its organisation or in all of them, and be of use to it. Each fault says
 * the field, what was found, and what is allowed there.
 */
import { invalid } from '#collector/http/api-error.ts';
import { channelType } from '#collector/notify/channel-config.ts';
import { EVERYWHERE } from '#collector/people/caller.ts';
import type { Contact, Route, Team } from '#protocol/contact.ts';
import type { ContactBook } from './contact-book.ts';

/** What is known of a channel here. */
export interface KnownChannel {
  name: string;
  kind: string;
  organisation: string;
}

/** Names that are told as allowed. */
const NAMES_TOLD = 20;

/** Throws a 400 that names the field. A channel that reaches no single person is for a team or a route. */
export function checkContact(contact: Contact, channels: readonly KnownChannel[]): void {
  checkOnce('channels', contact.channels);
  const near = channels.filter((channel) => isNear(contact, channel));
  const usable = near.filter((channel) => reaches(contact, channel)).map(({ name }) => name);
  for (const [index, name] of contact.channels.entries()) {
    if (usable.includes(name)) continue;
    const found = near.find((channel) => channel.name === name);
    const field = `channels.${index}`;
    if (!found) throw unknownName(field, 'channel', name, usable);
    const needs = channelType(found.kind).reaches;
    const why =
      needs === null
        ? `the ${found.kind} channel ${name} reaches whom its own settings name, so it is for a team or a route`
        : `the ${found.kind} channel ${name} needs the ${needs} of the contact, which is empty`;
    throw invalid(field, `${why}; ${allowedText(usable)}`, { found: name, allowed: usable });
  }
}

/** Throws a 400 that names the field. */
export function checkTeam(team: Team, channels: readonly KnownChannel[], book: ContactBook): void {
  checkNames('contacts', 'contact', team.contacts, idsNear(team, book.contacts.all()));
  checkNames('channels', 'channel', team.channels, channelsNear(team, channels));
}

/** Throws a 400 that names the field. */
export function checkRoute(route: Route, channels: readonly KnownChannel[], book: ContactBook): void {
  checkNames('teams', 'team', route.teams, idsNear(route, book.teams.all()));
  checkNames('contacts', 'contact', route.contacts, idsNear(route, book.contacts.all()));
  checkNames('channels', 'channel', route.channels, channelsNear(route, channels));
}

/** Whether a channel can write to this contact as the contact is. */
export function reaches(contact: Pick<Contact, 'email' | 'phone'>, { kind }: { kind: string }): boolean {
  const { reaches: needs } = channelType(kind);
  return needs !== null && contact[needs] !== '';
}

function checkNames(field: string, what: string, names: readonly string[], allowed: readonly string[]): void {
  checkOnce(field, names);
  for (const [index, name] of names.entries()) {
    if (!allowed.includes(name)) throw unknownName(`${field}.${index}`, what, name, allowed);
  }
}

function checkOnce(field: string, names: readonly string[]): void {
  const index = names.findIndex((name, at) => names.indexOf(name) < at);
  if (index >= 0) throw invalid(`${field}.${index}`, `${names[index]} stands there twice`);
}

function unknownName(field: string, what: string, found: string, allowed: readonly string[]) {
  return invalid(field, `there is no ${what} ${found} for this organisation; ${allowedText(allowed)}`, {
    found,
    allowed: allowed.slice(0, NAMES_TOLD),
  });
}

function allowedText(allowed: readonly string[]): string {
  if (allowed.length === 0) return 'none is there that could stand here';
  const more = allowed.length > NAMES_TOLD ? ` and ${allowed.length - NAMES_TOLD} more` : '';
  return `allowed: ${allowed.slice(0, NAMES_TOLD).join(', ')}${more}`;
}

/** Of the same organisation, or of all. */
function isNear({ organisation }: { organisation: string }, other: { organisation: string }): boolean {
  return other.organisation === EVERYWHERE || other.organisation === organisation;
}

function idsNear(
  entry: { organisation: string },
  all: readonly { entry: { id: string; organisation: string } }[],
): string[] {
  return all.filter((each) => isNear(entry, each.entry)).map((each) => each.entry.id);
}

function channelsNear(entry: { organisation: string }, channels: readonly KnownChannel[]): string[] {
  return channels.filter((channel) => isNear(entry, channel)).map(({ name }) => name);
}
