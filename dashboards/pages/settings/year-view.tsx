import type { CalendarAnswer } from '../../api/jobs.ts';
import { useText } from '../../ui/context.ts';
import { type DayKind, type YearDay, type YearMonth, yearMonths } from './year-days.ts';

const KINDS: readonly DayKind[] = ['working', 'weekend', 'holiday', 'make_up', 'own_off', 'own_working'];

/** A year at a glance: each month as a small table, days off and odd working days marked. */
export function YearView(options: { year: number; calendar: CalendarAnswer; today: string }) {
  const { year, calendar, today } = options;
  const { words } = useText();
  const text = words.jobs.calendar;
  return (
    <>
      <ul class="year-keys">
        {KINDS.map((kind) => (
          <li key={kind}>
            <span class={`year-day day-${kind}`} aria-hidden="true">
              8
            </span>
            {text.kinds[kind]}
          </li>
        ))}
      </ul>
      <div class="year">
        {yearMonths(year, calendar).map((month) => (
          <Month key={month.month} month={month} today={today} />
        ))}
      </div>
    </>
  );
}

function Month({ month: { month, weeks, workingDays }, today }: { month: YearMonth; today: string }) {
  const { words, formats } = useText();
  const text = words.jobs;
  return (
    <table class="month" aria-label={text.months[month]}>
      <caption>
        {text.months[month]}{' '}
        <span class="muted">{text.calendar.workingCount(formats.number(workingDays))}</span>
      </caption>
      <thead>
        <tr>
          {text.weekdays.map((weekday, at) => (
            <th key={weekday} scope="col" aria-label={weekday}>
              {text.weekdaysShort[at]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week, at) => (
          <tr key={week.find((day) => day)?.day ?? at}>
            {week.map((day, weekday) => (
              <DayOfMonth key={day?.day ?? weekday} day={day} today={today} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function DayOfMonth({ day, today }: { day: YearDay | undefined; today: string }) {
  const { words } = useText();
  if (!day) return <td />;
  const { kind, note, date } = day;
  const told = [words.jobs.calendar.kinds[kind], note].filter(Boolean).join(' · ');
  const isOdd = kind !== 'working' && kind !== 'weekend';
  return (
    <td title={`${day.day} ${told}`} aria-current={day.day === today ? 'date' : undefined}>
      <span class={`year-day day-${kind}`}>{date}</span>
      {isOdd && <span class="hidden-text">{told}</span>}
    </td>
  );
}
