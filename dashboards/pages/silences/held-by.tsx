import type { Holding } from '../../api/silences.ts';
import { useText } from '../../ui/context.ts';
import { silenceRoute } from './silence-route.ts';
import { momentText } from './times-text.ts';

/** What holds an alert back, until when, and the way there. */
export function HeldBy({ holding: { silence, kind, name, untilMs } }: { holding: Holding }) {
  const { words, formats } = useText();
  const text = words.silences.held;
  const told = untilMs === null ? words.silences.kinds[kind] : text[kind](momentText(untilMs, formats));
  return (
    <a class="clip" href={silenceRoute(silence)} title={name}>
      {told}
    </a>
  );
}
