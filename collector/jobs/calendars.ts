import type { Actor, Audit } from '#collector/audit/audit.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import { type Day, parseDay } from '#judging/schedule/civil.ts';
import { type Calendar, chinaCalendar } from '#judging/schedule/working-days.ts';

/** A day of an organisation's own calendar. */
export interface CalendarDay {
  /** `2027-02-05`. */
  day: string;
  working: boolean;
  note: string;
}

interface Row {
  organisation: string;
  day: string;
  working: number;
  note: string;
}

export interface CalendarsOptions {
  sql: Sql;
  audit: Audit;
}

/** Working days, by organisation: the statutory ones under what people have said themselves. In memory, for judging. */
export class Calendars {
  readonly #options: CalendarsOptions;
  readonly #own = new Map<string, readonly CalendarDay[]>();
  readonly #calendars = new Map<string, Calendar>();
  readonly #listeners: ((organisation: string) => void)[] = [];
  readonly #statutory = chinaCalendar();

  private constructor(options: CalendarsOptions) {
    this.#options = options;
  }

  static async open(options: CalendarsOptions): Promise<Calendars> {
    const calendars = new Calendars(options);
    const rows = await options.sql.all<Row>('SELECT * FROM calendar_days ORDER BY organisation, day');
    for (const [organisation, days] of Map.groupBy(rows, (row) => row.organisation))
      calendars.#learn(organisation, days.map(toDay));
    return calendars;
  }

  of(organisation: string): Calendar {
    return this.#calendars.get(organisation) ?? this.#statutory;
  }

  /** Ascending. */
  own(organisation: string): readonly CalendarDay[] {
    return this.#own.get(organisation) ?? [];
  }

  /** Called with an organisation whose own days have changed. */
  onChange(listener: (organisation: string) => void): void {
    this.#listeners.push(listener);
  }

  /** Puts these in the place of all own days of the organisation. */
  async put(actor: Actor, organisation: string, wanted: readonly CalendarDay[]): Promise<void> {
    const { sql, audit } = this.#options;
    const days = [...wanted].sort((one, other) => (one.day < other.day ? -1 : 1));
    await sql.transaction(async () => {
      await sql.run('DELETE FROM calendar_days WHERE organisation = ?', organisation);
      for (const { day, working, note } of days) {
        await sql.run(
          'INSERT INTO calendar_days (organisation, day, working, note) VALUES (?, ?, ?, ?)',
          organisation,
          day,
          working ? 1 : 0,
          note,
        );
      }
      await audit.write(actor, {
        action: 'calendar.change',
        object: `organisation:${organisation}`,
        organisation,
        before: this.own(organisation),
        after: days,
      });
    });
    this.#learn(organisation, days);
    for (const listener of this.#listeners) listener(organisation);
  }

  #learn(organisation: string, days: readonly CalendarDay[]): void {
    this.#own.set(organisation, days);
    const own = days.map(({ day, working }) => ({ day: parseDay(day) as Day, working }));
    this.#calendars.set(organisation, chinaCalendar(own));
  }
}

function toDay({ day, working, note }: Row): CalendarDay {
  return { day, working: working === 1, note };
}
