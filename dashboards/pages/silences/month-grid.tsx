import { useText } from '../../ui/context.ts';
import type { YearDay } from '../settings/year-days.ts';
import type { DayWindow } from './month-windows.ts';
import { silenceRoute } from './silence-route.ts';
import { spanText } from './times-text.ts';
import { windowTime } from './window-time.ts';

/** Of each day so many are named. */
const MOST_OF_DAY = 3;

export interface DaysOfMonth {
  weeks: readonly (readonly (YearDay | undefined)[])[];
  windows: ReadonlyMap<string, readonly DayWindow[]>;
  today: string;
}

/** A month by weeks from Monday; each day begins something new where somebody may. */
export function MonthGrid(
  options: DaysOfMonth & { title: string; onAdd?: (day: string) => void; onMore(): void },
) {
  const { weeks, windows, today, title, onAdd, onMore } = options;
  const { words } = useText();
  const { weekdays } = words.jobs;
  return (
    <table class="work-month" aria-label={title}>
      <thead>
        <tr>
          {weekdays.map((weekday) => (
            <th key={weekday} scope="col">
              {weekday}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week, at) => (
          <tr key={week.find((day) => day)?.day ?? at}>
            {week.map((day, weekday) =>
              day ? (
                <Day
                  key={day.day}
                  day={day}
                  windows={windows.get(day.day) ?? []}
                  isToday={day.day === today}
                  onAdd={onAdd}
                  onMore={onMore}
                />
              ) : (
                <td key={`none ${weekday}`} class="work-none" />
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Day(options: {
  day: YearDay;
  windows: readonly DayWindow[];
  isToday: boolean;
  onAdd?: (day: string) => void;
  onMore(): void;
}) {
  const { day, windows, isToday, onAdd, onMore } = options;
  const { words, formats } = useText();
  const text = words.silences.calendar;
  const isOdd = day.kind !== 'working' && day.kind !== 'weekend';
  const date = <span class={`year-day day-${day.kind}`}>{day.date}</span>;
  return (
    <td class={`work-day work-${day.kind}`} aria-current={isToday ? 'date' : undefined}>
      <span class="work-head">
        {onAdd ? (
          <button
            type="button"
            class="work-add"
            aria-label={`${day.date}: ${text.add(day.day)}`}
            onClick={() => onAdd(day.day)}
          >
            {date}
          </button>
        ) : (
          date
        )}
        {isToday && <span class="work-today">{text.todayMark}</span>}
        {isOdd && <span class="muted clip">{day.note || words.jobs.calendar.kinds[day.kind]}</span>}
      </span>
      {windows.length > 0 && (
        <ul>
          {windows.slice(0, MOST_OF_DAY).map((window) => (
            <li key={`${window.silence} ${window.fromMs}`}>
              <a
                class={`work-window clip kind-${window.kind}`}
                href={silenceRoute(window.silence)}
                title={`${words.silences.kinds[window.kind]} · ${spanText(window, formats)}`}
              >
                <span class="hidden-text">{words.silences.kinds[window.kind]} </span>
                {windowTime(window, words, formats)} {window.name}
              </a>
            </li>
          ))}
          {windows.length > MOST_OF_DAY && (
            <li>
              <button type="button" class="link work-more" onClick={onMore}>
                {text.more(formats.number(windows.length - MOST_OF_DAY))}
              </button>
            </li>
          )}
        </ul>
      )}
    </td>
  );
}
