/*
 * Who is told of an alert, and who is not. Pure: everything it reads is an argument.
 *
 *   routes in their order ─ matches? ─ in its hours? ─► contacts, teams, channels ─ in their hours? ─► destinations
 *     none matches ─► what the rule names ─► the default channels
 *     nobody is in hours ─► held until the first one is
 *
 * Rosters will plug in at `membersOf`: who stands for a team at a moment. Escalation chains and service clocks will be
 * steps that ask this function again some time after the firing, with what was told and acknowledged since; the event
 * history (`fired`, `acknowledged`, `assigned`, each telling with its time) is what they need to know.
 */

import type { AlertPlace } from '#collector/alerts/matches.ts';
import { alertMatches } from '#collector/alerts/matches.ts';
import {
  type Destination,
  type LeftOut,
  type NotToldCode,
  type RoutableChannel,
  type Routing,
  type RoutingFacts,
  ruleRoutes,
} from '#collector/notify/plan.ts';
import { isWithin, nextChange } from '#judging/schedule/hours.ts';
import type { Calendar } from '#judging/schedule/working-days.ts';
import type { Alert, AlertEvent } from '#protocol/alert.ts';
import type { Contact, Route, Team } from '#protocol/contact.ts';
import { reaches } from './check-names.ts';

/** What routing reads beside the alert. */
export interface RoutingWorld {
  /** Those that hold in the organisation of the alert, in their order. */
  routes: readonly Route[];
  team(id: string): Team | undefined;
  contact(id: string): Contact | undefined;
  place: AlertPlace;
  /** Of the organisation of the alert. */
  zone: string;
  calendar: Calendar;
}

/** Why a route counts, or does not. */
export type RouteVerdict =
  | 'decides'
  | 'goes_on'
  | 'disabled'
  | 'no_match'
  | 'off_hours'
  /** One before it has decided. */
  | 'not_reached';

/** The routes that count for an alert. */
export interface Choice {
  chosen: readonly Route[];
  /** Off their hours, and chosen all the same because the alert is critical and no route is in its hours. */
  overridden: boolean;
  /** When the first of those that match and are off their hours begins; null without one. */
  nextHoursMs: number | null;
  verdicts: readonly { route: string; verdict: RouteVerdict }[];
}

/** A routing, and until when nothing is told because nobody is in hours; null: tell now. */
export interface Decision extends Routing {
  heldUntilMs: number | null;
}

/** Who is told of what the alert is now, by the routes; without any that matches as where there are none. */
export function routeAlert(event: AlertEvent, world: RoutingWorld, facts: RoutingFacts): Decision {
  const choice = chooseRoutes(event.alert, world, facts.nowMs);
  const named = namedBy(choice, event.alert, world, facts.nowMs);
  const heldUntilMs = holdOf(choice, named);
  if (heldUntilMs !== null) {
    const off = named.people.filter(({ standing }) => standing !== 'on').map(leftOutPerson);
    return { destinations: [], notTold: off.length > 0 ? off : [offHours('', heldUntilMs)], heldUntilMs };
  }
  if (choice.chosen.length === 0) return { ...ruleRoutes(event, facts), heldUntilMs };
  const { destinations, notTold } = reach(event.alert, named, facts.channels);
  if (destinations.length > 0) return { destinations, notTold, heldUntilMs };
  if (notTold.length === 0) {
    const params = { route: choice.chosen[0]?.id ?? '' };
    const nobody: LeftOut = { channel: '', recipient: '', code: 'route_names_nobody', params };
    return { destinations, notTold: [nobody], heldUntilMs };
  }
  // Those who are named cannot be reached: better somebody than nobody.
  const instead = ruleRoutes(event, facts);
  return {
    destinations: instead.destinations,
    notTold: [...notTold, ...instead.notTold],
    heldUntilMs,
  };
}

/** Until when nothing is told because nobody who is named is in hours; null: tell now. Needs no channels. */
export function heldUntil(alert: Alert, world: RoutingWorld, nowMs: number): number | null {
  const choice = chooseRoutes(alert, world, nowMs);
  return holdOf(choice, namedBy(choice, alert, world, nowMs));
}

/**
 * The first route that matches and is in its hours, and those behind it as far as each says `goOn`. A critical alert
 * for which there is none takes those that are off their hours.
 */
export function chooseRoutes(alert: Alert, world: RoutingWorld, nowMs: number): Choice {
  const { zone, calendar, place } = world;
  const matching = world.routes.filter((route) => route.enabled && matches(route, alert, place));
  const on = matching.filter(({ hours }) => isWithin(hours, nowMs, zone, calendar));
  const off = matching.filter((route) => !on.includes(route));
  const overridden = on.length === 0 && alert.severity === 'critical';
  const chosen = upToDecision(overridden ? off : on);
  return {
    chosen,
    overridden: overridden && chosen.length > 0,
    nextHoursMs: earliest(off.map(({ hours }) => nextChange(hours, nowMs, zone, calendar))),
    verdicts: world.routes.map((route) => ({
      route: route.id,
      verdict: verdictOf(route, { matching, off: overridden ? [] : off, chosen }),
    })),
  };
}

/** Who stands for a team at this moment. */
function membersOf(team: Team, _atMs: number): readonly string[] {
  return team.contacts;
}

/** A contact that is named, and whether it is told now. */
interface NamedPerson {
  id: string;
  contact: Contact | undefined;
  standing: 'on' | 'off_hours' | 'contact_disabled' | 'contact_gone';
  /** When its hours begin, of `off_hours`; null: not within a year. */
  untilMs: number | null;
}

interface Named {
  /** Told as they are, whoever reads them. */
  channels: ReadonlySet<string>;
  people: readonly NamedPerson[];
}

/** Whom the chosen routes name, each once. */
function namedBy(choice: Choice, alert: Alert, world: RoutingWorld, nowMs: number): Named {
  const contacts = new Set<string>();
  const channels = new Set<string>();
  for (const route of choice.chosen) {
    for (const name of route.channels) channels.add(name);
    for (const id of route.contacts) contacts.add(id);
    for (const id of route.teams) {
      const team = world.team(id);
      if (!team) continue;
      for (const name of team.channels) channels.add(name);
      for (const contact of membersOf(team, nowMs)) contacts.add(contact);
    }
  }
  const people = [...contacts].map((id) => standingOf(id, choice, alert, world, nowMs));
  return { channels, people };
}

function standingOf(
  id: string,
  { overridden, nextHoursMs }: Choice,
  { severity }: Alert,
  { contact: find, zone, calendar }: RoutingWorld,
  nowMs: number,
): NamedPerson {
  const contact = find(id);
  const person = (standing: NamedPerson['standing'], untilMs: number | null = null) => ({
    id,
    contact,
    standing,
    untilMs,
  });
  if (!contact) return person('contact_gone');
  if (!contact.enabled) return person('contact_disabled');
  if (severity === 'critical' && contact.alwaysCritical) return person('on');
  if (overridden) return person('off_hours', nextHoursMs);
  if (isWithin(contact.hours, nowMs, zone, calendar)) return person('on');
  return person('off_hours', nextChange(contact.hours, nowMs, zone, calendar));
}

function holdOf({ chosen, nextHoursMs }: Choice, { channels, people }: Named): number | null {
  if (chosen.length === 0) return nextHoursMs;
  if (channels.size > 0 || people.some(({ standing }) => standing === 'on')) return null;
  return earliest(people.map(({ untilMs }) => untilMs));
}

function reach(
  { organisation }: Alert,
  { channels, people }: Named,
  usable: readonly RoutableChannel[],
): { destinations: Destination[]; notTold: LeftOut[] } {
  const open = new Map(
    usable
      .filter((channel) => channel.organisation === '*' || channel.organisation === organisation)
      .map((channel) => [channel.name, channel]),
  );
  const destinations: Destination[] = [];
  const notTold: LeftOut[] = [];
  const leave = (channel: string, recipient: string, code: NotToldCode) =>
    notTold.push({ channel, recipient, code, params: {} });
  for (const name of channels) {
    if (open.has(name)) destinations.push({ channel: name, recipient: '' });
    else leave(name, '', 'channel_disabled');
  }
  for (const person of people) {
    const { id, contact } = person;
    if (!contact || person.standing !== 'on') {
      notTold.push(leftOutPerson(person));
      continue;
    }
    if (contact.channels.length === 0) leave('', id, 'no_address');
    for (const name of contact.channels) {
      const channel = open.get(name);
      if (!channel) leave(name, id, 'channel_disabled');
      else if (!reaches(contact, channel)) leave(name, id, 'no_address');
      else destinations.push({ channel: name, recipient: id });
    }
  }
  return { destinations, notTold };
}

/** What is for information only is told by routes that say so: by its severity, or by its rule. */
function matches({ match }: Route, alert: Alert, place: AlertPlace): boolean {
  if (alert.severity === 'info' && !match.severities.includes('info') && !match.rules.includes(alert.rule))
    return false;
  return alertMatches(match, alert, place);
}

function upToDecision(routes: readonly Route[]): Route[] {
  const decides = routes.findIndex(({ goOn }) => !goOn);
  return decides < 0 ? [...routes] : routes.slice(0, decides + 1);
}

function verdictOf(
  route: Route,
  { matching, off, chosen }: { matching: readonly Route[]; off: readonly Route[]; chosen: readonly Route[] },
): RouteVerdict {
  if (!route.enabled) return 'disabled';
  if (!matching.includes(route)) return 'no_match';
  if (off.includes(route)) return 'off_hours';
  if (!chosen.includes(route)) return 'not_reached';
  return route.goOn ? 'goes_on' : 'decides';
}

function leftOutPerson({ id, standing, untilMs }: NamedPerson): LeftOut {
  if (standing === 'off_hours' || standing === 'on') return offHours(id, untilMs);
  return { channel: '', recipient: id, code: standing, params: {} };
}

function offHours(recipient: string, untilMs: number | null): LeftOut {
  const params: Record<string, string> = untilMs === null ? {} : { untilMs: String(untilMs) };
  return { channel: '', recipient, code: 'off_hours', params };
}

function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}
