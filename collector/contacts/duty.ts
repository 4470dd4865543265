import { isSeen, type Scope } from '#collector/people/caller.ts';
import { isWithin, nextChange } from '#judging/schedule/hours.ts';
import type { Calendar } from '#judging/schedule/working-days.ts';
import type { Contact } from '#protocol/contact.ts';
import type { ContactBook } from './contact-book.ts';

/** Who of a team can be called now. Names only: how somebody is reached is for those who manage contacts. */
export interface TeamOnDuty {
  id: string;
  organisation: string;
  name: string;
  /** Within their hours now; `untilMs`: when these end, null: they do not. */
  now: { name: string; untilMs: number | null }[];
  /** Who comes next; null when nobody comes. */
  next: { name: string; fromMs: number } | null;
}

/** Teams that are answered at once, and people of each. */
export const DUTY_LIMITS = { teams: 50, people: 20 } as const;

export interface DutyOptions {
  book: Pick<ContactBook, 'contacts' | 'teams'>;
  zoneOf(organisation: string): string;
  calendarOf(organisation: string): Calendar;
}

/** Who is on duty in the teams of a scope, by the hours of their contacts. */
export function onDuty({ book, zoneOf, calendarOf }: DutyOptions, scope: Scope, nowMs: number): TeamOnDuty[] {
  return book.teams
    .list(scope)
    .slice(0, DUTY_LIMITS.teams)
    .map(({ entry: team }) => {
      const members = team.contacts
        .slice(0, DUTY_LIMITS.people)
        .map((id) => book.contacts.get(id)?.entry)
        .filter((contact): contact is Contact => contact?.enabled === true && isSeen(scope, contact));
      const turns = members.map(({ name, hours, organisation }) => {
        const zone = zoneOf(organisation);
        const calendar = calendarOf(organisation);
        return {
          name,
          isNow: isWithin(hours, nowMs, zone, calendar),
          changesMs: hours.length === 0 ? null : nextChange(hours, nowMs, zone, calendar),
        };
      });
      return {
        id: team.id,
        organisation: team.organisation,
        name: team.name,
        now: turns.filter(({ isNow }) => isNow).map(({ name, changesMs }) => ({ name, untilMs: changesMs })),
        next: firstOf(turns.filter(({ isNow }) => !isNow)),
      };
    });
}

function firstOf(turns: readonly { name: string; changesMs: number | null }[]): TeamOnDuty['next'] {
  let next: TeamOnDuty['next'] = null;
  for (const { name, changesMs } of turns) {
    if (changesMs !== null && (next === null || changesMs < next.fromMs)) next = { name, fromMs: changesMs };
  }
  return next;
}
