import { useState } from 'preact/hooks';
import type { SilenceEntry } from '../../api/silences.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { useChange } from '../../ui/use-change.ts';
import { useOrganisations } from '../settings/organisation-field.tsx';
import { draftOf } from './silence-draft.ts';
import { SilenceForm } from './silence-form.tsx';

type Deed = 'end' | 'remove' | 'change' | 'again';

/** What can be done with one: nothing for somebody who may only look. */
export function SilenceDeeds(options: { entry: SilenceEntry; isQuiet?: boolean; onRemoved?(): void }) {
  const { entry, isQuiet = false, onRemoved } = options;
  const { api, session, silences, toasts } = useWard();
  const { words } = useText();
  const text = words.silences;
  const [doing, setDoing] = useState<Deed>();
  const { busy, error, run } = useChange();
  const { isOwn } = useOrganisations();
  if (!session.can('silences.write') || !isOwn(entry.silence.organisation)) return null;
  const { silence, state, deletable } = entry;
  const path = `silences/${encodeURIComponent(silence.id)}`;
  const stop = () => setDoing(undefined);
  const deeds: Deed[] = state === 'ended' ? ['again'] : deletable ? ['change', 'remove'] : ['end', 'change'];

  function confirm(): void {
    const isEnd = doing === 'end';
    void run(
      () => (isEnd ? api.send('POST', `${path}/end`) : api.send('DELETE', path)),
      () => {
        toasts.say(isEnd ? text.ended : text.removed);
        stop();
        silences.changed();
        if (!isEnd) onRemoved?.();
      },
    );
  }

  return (
    <>
      {deeds.map((deed) => (
        <Button
          key={deed}
          look={isQuiet ? 'quiet' : 'plain'}
          label={isQuiet ? `${text[deed]}: ${silence.name}` : undefined}
          onClick={() => setDoing(deed)}
        >
          {text[deed]}
        </Button>
      ))}
      {(doing === 'end' || doing === 'remove') && (
        <Confirm
          title={`${text[doing]}: ${silence.name}`}
          hint={doing === 'end' ? text.endHint : text.removeHint}
          action={text[doing]}
          busy={busy}
          error={error}
          onConfirm={confirm}
          onClose={stop}
        />
      )}
      {(doing === 'change' || doing === 'again') && (
        <SilenceForm
          start={(nowMs, clock) => draftOf(silence, nowMs, clock, doing === 'again')}
          entry={doing === 'change' ? entry : undefined}
          organisation={silence.organisation}
          onClose={stop}
        />
      )}
    </>
  );
}
