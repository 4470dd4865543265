import './silences.css';
import type { Holding } from '../../api/silences.ts';
import { useText } from '../../ui/context.ts';
import { silenceRoute } from './silence-route.ts';
import { dayOf, momentText } from './times-text.ts';
import { useMinute } from './use-minute.ts';

/** What holds an alert back, until when, and the way there. There is little room beside an alert. */
export function HeldBy({ holding: { silence, kind, name, untilMs } }: { holding: Holding }) {
  const { words, formats } = useText();
  const text = words.silences;
  const today = dayOf(useMinute() * 60_000, formats);
  const isToday = untilMs !== null && dayOf(untilMs, formats) === today;
  const until =
    untilMs === null
      ? text.untilEnded
      : text.until(isToday ? formats.minute(untilMs) : momentText(untilMs, formats));
  return (
    <a class="held-by" href={silenceRoute(silence)} title={`${name} · ${until}`}>
      {text.held[kind]} <span>{until}</span>
    </a>
  );
}
