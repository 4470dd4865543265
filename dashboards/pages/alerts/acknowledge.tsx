import { useState } from 'preact/hooks';
import type { Alert } from '#protocol/alert.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { useChange } from '../../ui/use-change.ts';

/** Says that somebody is on it. The live socket tells everybody, this page too. */
export function Acknowledge({ alert, onClose }: { alert: Alert; onClose(): void }) {
  const { api, toasts, rules } = useWard();
  const { words, formats } = useText();
  const [comment, setComment] = useState('');
  const { busy, error, run } = useChange();

  function submit(event: Event): void {
    event.preventDefault();
    const path = `alerts/${encodeURIComponent(alert.id)}/acknowledge`;
    void run(
      () => api.send('POST', path, { comment: comment.trim() }),
      () => {
        toasts.say(words.alerts.acknowledgeDone);
        onClose();
      },
    );
  }

  return (
    <Dialog title={words.alerts.acknowledgeTitle} onClose={onClose}>
      <form onSubmit={submit}>
        <p>
          <strong>{rules.name(alert.rule, formats.language)}</strong>
        </p>
        <p class="muted">{words.alerts.acknowledgeHint}</p>
        <TextField
          label={`${words.alerts.comment} (${words.shell.common.optional})`}
          placeholder={words.alerts.commentHint}
          value={comment}
          maxLength={500}
          onInput={setComment}
          error={error}
        />
        <footer>
          <Button onClick={onClose}>{words.shell.common.cancel}</Button>
          <Button look="primary" type="submit" disabled={busy}>
            {words.alerts.acknowledge}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
