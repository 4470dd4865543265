import type { JobDayEntry } from '../../../api/services.ts';
import type { Formats } from '../../../words/format.ts';
import type { Words } from '../../../words/words.ts';
import { stateText } from '../job-words.ts';
import type { DayItem } from './day-items.ts';

/** What one thing on the line is: `02:00–03:10, took 1h 10m · succeeded · 42 GiB`. */
export function itemText(item: DayItem, words: Words, formats: Formats): string {
  const text = words.jobs.day;
  if (item.kind === 'window') {
    const { opensMs, dueMs, outcome } = item.window;
    return `${text.expected(near(opensMs, dueMs, formats), formats.minute(dueMs))} · ${text.outcomes[outcome]}`;
  }
  const { startedAtMs, endedAtMs, outcome, bytes, exitCode } = item.run;
  const { runOutcomes, runColumns } = words.jobs;
  if (endedAtMs === null) return text.runningSince(formats.minute(startedAtMs ?? 0));
  const ran =
    startedAtMs === null
      ? text.ended(formats.minute(endedAtMs))
      : text.ran(
          near(startedAtMs, endedAtMs, formats),
          formats.minute(endedAtMs),
          formats.duration(endedAtMs - startedAtMs),
        );
  const failure = outcome === 'failed' && exitCode !== null ? `${runColumns.exit} ${exitCode}` : '';
  return [ran, runOutcomes[outcome], bytes === null ? '' : formats.bytes(bytes), failure]
    .filter(Boolean)
    .join(' · ');
}

/** The whole line in words, for who does not see it. */
export function rowText(job: JobDayEntry, items: readonly DayItem[], words: Words, formats: Formats): string {
  const text = words.jobs.day;
  const said = items.slice(0, MOST_SAID).map((item) => itemText(item, words, formats));
  if (items.length === 0) said.push(text.nothing);
  if (items.length > MOST_SAID) said.push(text.cut);
  return text.row(job.targetName, stateText(words, job.state), said.join('; '));
}

const MOST_SAID = 12;

/** A time of another day brings its day along. */
function near(atMs: number, toMs: number, formats: Formats): string {
  return formats.day(atMs) === formats.day(toMs)
    ? formats.minute(atMs)
    : `${formats.day(atMs)} ${formats.minute(atMs)}`;
}
