import type { PollEntry } from '../../../api/polling.ts';
import { useText } from '../../../ui/context.ts';
import { StateTag } from '../../../ui/tag.tsx';
import { probeText } from '../../../words/words.ts';

/** How asking one device by one probe goes, with the reason when it does not. */
export function PollState(options: {
  poll: PollEntry;
  every?: string | undefined;
  /** Where it asks, as people write it. */
  at?: string | undefined;
}) {
  const { poll, every, at } = options;
  const { words, formats } = useText();
  const text = words.devices;
  const { probe, enabled, trouble, state, sentence, sinceMs } = poll;
  const since = sinceMs === null ? '' : text.since(formats.moment(sinceMs));
  return (
    <span class="poll-state">
      <span class="poll-line">
        <span class="poll-probe">{probeText(words, probe)}</span>
        {tag()}
        {every && <span class="muted">{every}</span>}
      </span>
      {at && <span class="below muted">{at}</span>}
      {sentence && <span class="below muted">{[sentence, since].filter(Boolean).join(' · ')}</span>}
    </span>
  );

  function tag() {
    if (!enabled) return <StateTag mark="none" text={text.paused} />;
    if (trouble) return <StateTag mark="warning" text={troubleText(trouble)} />;
    if (state === null) return <StateTag mark="none" text={text.notAskedYet} />;
    return <StateTag mark={state === 'ok' ? 'ok' : 'warning'} text={text.states[state]} />;
  }

  function troubleText(code: string): string {
    return (text.troubles as Record<string, string>)[code] ?? code;
  }
}
