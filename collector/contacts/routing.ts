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
  const { alert } = event;
  const choice = chooseRoutes(alert, world, facts.nowMs);
  if (choice.chosen.length === 0) {
    if (choice.nextHoursMs === null) return { ...ruleRoutes(event, facts), heldUntilMs: null };
    return held([leftOut('', '', 'off_hours', choice.nextHoursMs)], choice.nextHoursMs);
  }
  const gathered = gather(alert, choice, world, facts);
  const { destinations, notTold } = gathered;
  if (destinations.length > 0) return { destinations, notTold, heldUntilMs: null };
  if (gathered.nextHoursMs !== null) return held(notTold, gathered.nextHoursMs);
  if (notTold.length === 0) {
    const params = { route: choice.chosen[0]?.id ?? '' };
    return held([{ channel: '', recipient: '', code: 'route_names_nobody', params }], null);
  }
  // Those who are named cannot be reached: better somebody than nobody.
  const instead = ruleRoutes(event, facts);
  return {
    destinations: instead.destinations,
    notTold: [...notTold, ...instead.notTold],
    heldUntilMs: null,
  };
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

interface Gathered {
  destinations: Destination[];
  notTold: LeftOut[];
  /** When the first of those who are off their hours begins; null without one. */
  nextHoursMs: number | null;
}

function gather(alert: Alert, choice: Choice, world: RoutingWorld, facts: RoutingFacts): Gathered {
  const gathered: Gathered = { destinations: [], notTold: [], nextHoursMs: null };
  const contacts = new Set<string>();
  const channels = new Set<string>();
  for (const route of choice.chosen) {
    for (const name of route.channels) channels.add(name);
    for (const id of route.contacts) contacts.add(id);
    for (const id of route.teams) {
      const team = world.team(id);
      if (!team) continue;
      for (const name of team.channels) channels.add(name);
      for (const contact of membersOf(team, facts.nowMs)) contacts.add(contact);
    }
  }
  const open = facts.channels.filter(
    ({ organisation }) => organisation === '*' || organisation === alert.organisation,
  );
  for (const name of channels) {
    const isOpen = open.some((channel) => channel.name === name);
    if (isOpen) gathered.destinations.push({ channel: name, recipient: '' });
    else gathered.notTold.push(leftOut(name, '', 'channel_disabled'));
  }
  for (const id of contacts) addContact(gathered, id, alert, choice, world, { ...facts, channels: open });
  return gathered;
}

function addContact(
  gathered: Gathered,
  id: string,
  alert: Alert,
  { overridden, nextHoursMs }: Choice,
  { contact: find, zone, calendar }: RoutingWorld,
  { channels, nowMs }: RoutingFacts,
): void {
  const { destinations, notTold } = gathered;
  const contact = find(id);
  if (!contact) return void notTold.push(leftOut('', id, 'contact_gone'));
  if (!contact.enabled) return void notTold.push(leftOut('', id, 'contact_disabled'));
  const always = alert.severity === 'critical' && contact.alwaysCritical;
  const isOn = !overridden && isWithin(contact.hours, nowMs, zone, calendar);
  if (!isOn && !always) {
    const untilMs = overridden ? nextHoursMs : nextChange(contact.hours, nowMs, zone, calendar);
    gathered.nextHoursMs = earliest([gathered.nextHoursMs, untilMs]);
    notTold.push(leftOut('', id, 'off_hours', untilMs));
    return;
  }
  if (contact.channels.length === 0) notTold.push(leftOut('', id, 'no_address'));
  for (const name of contact.channels) {
    const channel = channels.find((each) => each.name === name);
    if (!channel) notTold.push(leftOut(name, id, 'channel_disabled'));
    else if (!reaches(contact, channel)) notTold.push(leftOut(name, id, 'no_address'));
    else destinations.push({ channel: name, recipient: id });
  }
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

function held(notTold: LeftOut[], heldUntilMs: number | null): Decision {
  return { destinations: [], notTold, heldUntilMs };
}

function leftOut(
  channel: string,
  recipient: string,
  code: NotToldCode,
  untilMs: number | null = null,
): LeftOut {
  return { channel, recipient, code, params: untilMs === null ? {} : { untilMs: String(untilMs) } };
}

function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}
