import { useState } from 'preact/hooks';
import type { BulkAnswer, BulkResult } from '../../../api/bulk.ts';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { TextField } from '../../../ui/field.tsx';
import { useChange } from '../../../ui/use-change.ts';
import { inParts } from './in-parts.ts';

/** Removes many: whoever does types how many, so that nobody does it by a slip. */
export function BulkRemove(options: {
  ids: readonly string[];
  onDone(results: BulkResult[]): void;
  onClose(): void;
}) {
  const { ids, onDone, onClose } = options;
  const { api } = useWard();
  const { words, formats } = useText();
  const text = words.bulk;
  const [typed, setTyped] = useState('');
  const [done, setDone] = useState<number>();
  const { busy, error, run } = useChange();

  function remove(event: Event): void {
    event.preventDefault();
    if (Number(typed) !== ids.length) return;
    void run(async () => {
      const results = await inParts(
        ids,
        (part) => api.send<BulkAnswer>('POST', 'targets/bulk-remove', { ids: part, confirm: part.length }),
        setDone,
      );
      onDone(results);
    });
  }

  const count = formats.number(ids.length);
  return (
    <Dialog title={text.removeTitle(count)} onClose={onClose}>
      <form onSubmit={remove} noValidate>
        <p>{text.removeHint}</p>
        <TextField label={text.removeConfirm(count)} value={typed} autofocus onInput={setTyped} />
        {error && (
          <p class="field-error" role="alert">
            {error}
          </p>
        )}
        <footer>
          {busy && done !== undefined && (
            <span class="muted footer-start" role="status">
              {text.progress(formats.number(done), count)}
            </span>
          )}
          <Button onClick={onClose}>{words.shell.common.cancel}</Button>
          <Button look="danger" type="submit" disabled={busy || Number(typed) !== ids.length}>
            {text.remove}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
