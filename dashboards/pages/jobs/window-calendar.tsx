import type { JobAnswer } from '../../api/jobs.ts';
import { useText, useWard } from '../../ui/context.ts';
import { StateMark } from '../../ui/state-mark.tsx';
import { createFormats, type Formats } from '../../words/format.ts';
import type { Words } from '../../words/words.ts';
import { windowMark } from './job-words.ts';
import { useJobFormats } from './use-job-formats.ts';
import { OUTCOMES, sumOf, type WindowDay, windowWeeks } from './window-days.ts';

const DAY_MS = 86_400_000;

/** What became of the windows of the last 90 days: a column a week, a mark a day, and the counts in words. */
export function WindowCalendar({ job }: { job: JobAnswer }) {
  const { clock } = useWard();
  const { words } = useText();
  const text = words.jobs;
  const zoned = useJobFormats(job);
  // Days of the picture stand for themselves, in no zone.
  const plain = createFormats(zoned.language, 'UTC');
  // Once a day is often enough for the days, and the windows bring their own moment along.
  const today = Math.floor(clock.nowMs.value / DAY_MS);
  const dayOf = (ms: number) => zoned.field(ms).slice(0, 10);
  const weeks = windowWeeks(job.windows, job.days, Math.max(today * DAY_MS, clock.nowMs.value), dayOf);
  const counts = OUTCOMES.filter((outcome) => job.windows90[outcome] > 0);
  return (
    <section class="panel card" aria-label={text.history}>
      <h2>{text.history}</h2>
      <ul class="window-counts">
        {counts.length === 0 && <li class="muted">{text.noWindows}</li>}
        {counts.map((outcome) => (
          <li key={outcome} class={`window-key window-${outcome}`}>
            <span class="window-cell">
              <StateMark mark={windowMark(outcome)} />
            </span>
            {text.outcomeCount(text.outcomes[outcome], zoned.number(job.windows90[outcome]))}
          </li>
        ))}
      </ul>
      <div class="window-frame">
        <table class="windows" aria-label={text.history}>
          <thead>
            <tr>
              <td />
              {weeks.map(({ mondayMs }, at) => (
                <th key={mondayMs} scope="col">
                  <span class="hidden-text">{text.week(plain.day(mondayMs))}</span>
                  <span aria-hidden="true">{monthAt(weeks, at, words)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {text.weekdays.map((weekday, row) => (
              <tr key={weekday}>
                <th scope="row">
                  <span class="hidden-text">{weekday}</span>
                  <span aria-hidden="true">{row % 2 === 0 ? text.weekdaysShort[row] : ''}</span>
                </th>
                {weeks.map(({ mondayMs, days }) => (
                  <DayCell key={mondayMs} day={days[row]} formats={plain} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function DayCell({ day, formats }: { day: WindowDay | undefined; formats: Formats }) {
  const { words } = useText();
  const text = words.jobs;
  if (!day) return <td />;
  const { worst, tally } = day;
  const name = formats.day(day.dayMs);
  if (!worst) {
    return (
      <td class="window-none" title={`${name} ${text.noDay}`}>
        <span class="window-cell" />
      </td>
    );
  }
  const isOne = sumOf(tally) === 1;
  const outcomes = OUTCOMES.filter((outcome) => tally[outcome] > 0).map((outcome) =>
    isOne
      ? text.outcomes[outcome]
      : text.outcomeCount(text.outcomes[outcome], formats.number(tally[outcome])),
  );
  const told = `${name} ${formats.list(outcomes)}`;
  return (
    <td class={`window-${worst}`} title={told}>
      <span class="window-cell">{worst !== 'met' && <StateMark mark={windowMark(worst)} />}</span>
      <span class="hidden-text">{told}</span>
    </td>
  );
}

/** The month that begins in this column. */
function monthAt(weeks: readonly { mondayMs: number }[], at: number, words: Words): string {
  const monthOf = (index: number) => new Date(weeks[index].mondayMs + 6 * DAY_MS).getUTCMonth();
  if (at > 0 && monthOf(at) === monthOf(at - 1)) return '';
  // The first column may be the end of a month whose name would run into the next one.
  if (at === 0 && weeks.length > 1 && monthOf(1) !== monthOf(0)) return '';
  return words.jobs.monthsShort[monthOf(at)];
}
