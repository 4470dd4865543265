import { useText } from '../../ui/context.ts';
import { Tag } from '../../ui/tag.tsx';
import type { Formats } from '../../words/format.ts';
import type { DaysOfMonth } from './month-grid.tsx';
import { silenceRoute } from './silence-route.ts';
import { spanText } from './times-text.ts';

/** Days of a month on which something holds, with all that does: for phones and for screen readers. */
export function DayList({ weeks, windows, today, formats }: DaysOfMonth & { formats: Formats }) {
  const { words } = useText();
  const text = words.silences;
  return (
    <ol class="work-days">
      {weeks.flatMap((week) =>
        week.map((day, weekday) => {
          const own = day && windows.get(day.day);
          if (!own) return null;
          const isOdd = day.kind !== 'working' && day.kind !== 'weekend';
          return (
            <li key={day.day} aria-current={day.day === today ? 'date' : undefined}>
              <h3>
                {day.day} {words.jobs.weekdays[weekday]}
                {day.day === today && <span class="work-today">{text.calendar.todayMark}</span>}
                {isOdd && <span class="muted">{day.note || words.jobs.calendar.kinds[day.kind]}</span>}
              </h3>
              <ul>
                {own.map((window) => (
                  <li key={`${window.silence} ${window.fromMs}`}>
                    <span class="tagged">
                      <Tag tone={window.kind === 'maintenance' ? 'accent' : 'plain'}>
                        {text.kinds[window.kind]}
                      </Tag>
                      <a href={silenceRoute(window.silence)}>{window.name}</a>
                    </span>
                    <span class="muted">{spanText(window, formats)}</span>
                  </li>
                ))}
              </ul>
            </li>
          );
        }),
      )}
    </ol>
  );
}
