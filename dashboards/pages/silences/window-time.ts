import type { Formats } from '../../words/format.ts';
import type { Words } from '../../words/words.ts';
import type { DayWindow } from './month-windows.ts';

/** When it holds on that day, as short as can be. */
export function windowTime(
  { fromMs, toMs, isBegun, isGoingOn }: DayWindow,
  words: Words,
  formats: Formats,
): string {
  const text = words.silences.calendar;
  if (isBegun) return isGoingOn ? text.wholeDay : text.untilTime(formats.minute(toMs));
  return formats.minute(fromMs);
}
