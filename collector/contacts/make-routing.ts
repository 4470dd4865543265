import type { AlertPlace } from '#collector/alerts/matches.ts';
import type { FindContact, Routes, RoutingFacts, Stage } from '#collector/notify/plan.ts';
import type { Calendar } from '#judging/schedule/working-days.ts';
import type { Alert, AlertEvent } from '#protocol/alert.ts';
import type { ContactBook } from './contact-book.ts';
import { type Decision, type RoutingWorld, routeAlert } from './routing.ts';

export interface RoutingOptions {
  book: Pick<ContactBook, 'contacts' | 'teams' | 'routes'>;
  place(alert: Pick<Alert, 'rule' | 'target'>): AlertPlace;
  zoneOf(organisation: string): string;
  calendarOf(organisation: string): Calendar;
}

/** What the pipeline asks of contacts, from memory. */
export interface ContactRouting {
  routes: Routes;
  /** Holds back what nobody in hours would hear of. */
  schedule: Stage;
  findContact: FindContact;
  /** The same as `routes`, with until when it is held. */
  decide(event: AlertEvent, facts: RoutingFacts): Decision;
  /** What routing reads for an alert. */
  worldOf(alert: Alert): RoutingWorld;
}

export function makeRouting(
  options: RoutingOptions & {
    /** Those that can be used now. */
    channels(): RoutingFacts['channels'];
  },
): ContactRouting {
  const { book, place, zoneOf, calendarOf } = options;

  const worldOf = (alert: Alert): RoutingWorld => ({
    routes: book.routes.of(alert.organisation),
    team: (id) => book.teams.get(id)?.entry,
    contact: (id) => book.contacts.get(id)?.entry,
    place: place(alert),
    zone: zoneOf(alert.organisation),
    calendar: calendarOf(alert.organisation),
  });
  const decide = (event: AlertEvent, facts: RoutingFacts) => routeAlert(event, worldOf(event.alert), facts);

  return {
    worldOf,
    decide,
    routes: decide,
    schedule(event, nowMs) {
      const { heldUntilMs } = decide(event, { tell: [], channels: options.channels(), nowMs });
      return heldUntilMs === null ? undefined : { held: 'off_hours', untilMs: heldUntilMs, params: {} };
    },
    findContact(id) {
      const contact = book.contacts.get(id)?.entry;
      if (!contact) return undefined;
      const { name, email, phone, language } = contact;
      return { to: { id, name, email, phone }, language };
    },
  };
}
