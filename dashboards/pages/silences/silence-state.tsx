import type { SilenceEntry } from '../../api/silences.ts';
import { useText } from '../../ui/context.ts';
import { momentText } from './times-text.ts';

/** How it stands, in words: until when it holds, when it begins, when it was over. */
export function SilenceState({ entry }: { entry: SilenceEntry }) {
  const { words, formats } = useText();
  const text = words.silences;
  const { silence, state, untilMs, nextMs } = entry;
  const moment = (ms: number) => momentText(ms, formats);
  const detail =
    state === 'active'
      ? untilMs === null
        ? text.untilEnded
        : text.until(moment(untilMs))
      : state === 'coming'
        ? nextMs === null
          ? text.noNext
          : text.next(moment(nextMs))
        : endText();
  return (
    <>
      <span class={state === 'active' ? 'strong nowrap' : 'nowrap'}>{text.states[state]}</span>
      <span class="muted below nowrap">{detail}</span>
    </>
  );

  function endText(): string {
    const { times, endedAtMs } = silence;
    const plannedMs = times.kind === 'once' ? times.toMs : times.untilMs;
    if (endedAtMs !== null && (plannedMs === null || endedAtMs < plannedMs))
      return text.endedEarly(moment(endedAtMs));
    return plannedMs === null ? text.noNext : text.endedAt(moment(plannedMs));
  }
}
