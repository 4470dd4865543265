import type { AlertPlace } from '#collector/alerts/matches.ts';
import type { FindContact, RoutingFacts, Stage } from '#collector/notify/plan.ts';
import type { Calendar } from '#judging/schedule/working-days.ts';
import type { Alert, AlertEvent } from '#protocol/alert.ts';
import type { ContactBook } from './contact-book.ts';
import {
  type Choice,
  chooseRoutes,
  type Decision,
  heldUntil,
  type RoutingWorld,
  routeAlert,
} from './routing.ts';

export interface RoutingOptions {
  book: Pick<ContactBook, 'contacts' | 'teams' | 'routes'>;
  /** From memory, too. */
  place(alert: Pick<Alert, 'rule' | 'target'>): AlertPlace;
  zoneOf(organisation: string): string;
  calendarOf(organisation: string): Calendar;
}

/** What telling asks of contacts; all of it answers from memory. */
export interface ContactRouting {
  /** Who is told: the `Routes` of the pipeline, which says besides until when it is held. */
  routes(event: AlertEvent, facts: RoutingFacts): Decision;
  /** Holds back what nobody in hours would hear of. */
  schedule: Stage;
  findContact: FindContact;
  /** Which routes count for an alert, and which do not. */
  choose(alert: Alert, nowMs: number): Choice;
}

export function makeRouting({ book, place, zoneOf, calendarOf }: RoutingOptions): ContactRouting {
  const worldOf = (alert: Alert): RoutingWorld => ({
    routes: book.routes.of(alert.organisation),
    team: (id) => book.teams.get(id)?.entry,
    contact: (id) => book.contacts.get(id)?.entry,
    place: place(alert),
    zone: zoneOf(alert.organisation),
    calendar: calendarOf(alert.organisation),
  });

  return {
    routes: (event, facts) => routeAlert(event, worldOf(event.alert), facts),
    schedule({ alert }, nowMs) {
      const untilMs = heldUntil(alert, worldOf(alert), nowMs);
      return untilMs === null ? undefined : { held: 'off_hours', untilMs, params: {} };
    },
    findContact(id) {
      const contact = book.contacts.get(id)?.entry;
      if (!contact) return undefined;
      const { name, email, phone, language } = contact;
      return { to: { id, name, email, phone }, language };
    },
    choose: (alert, nowMs) => chooseRoutes(alert, worldOf(alert), nowMs),
  };
}
