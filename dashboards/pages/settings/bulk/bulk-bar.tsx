import './bulk.css';
import { useState } from 'preact/hooks';
import type { BulkAnswer, BulkResult } from '../../../api/bulk.ts';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { useChange } from '../../../ui/use-change.ts';
import { BulkEdit } from './bulk-edit.tsx';
import { BulkRemove } from './bulk-remove.tsx';
import { inParts } from './in-parts.ts';

/** What can be done with all that are chosen. */
export function BulkBar(options: {
  ids: readonly string[];
  /** How many the filter leaves, for choosing all of them. */
  filtered: number;
  onAll(): void;
  onNone(): void;
  onChanged(): void;
}) {
  const { ids, filtered, onAll, onNone, onChanged } = options;
  const { api, toasts } = useWard();
  const { words, formats } = useText();
  const text = words.bulk;
  const [open, setOpen] = useState<'edit' | 'remove'>();
  const [refused, setRefused] = useState<BulkResult[]>([]);
  const { busy, error, run } = useChange();

  function told(results: readonly BulkResult[]): void {
    const done = results.filter(({ what }) => what === 'changed' || what === 'removed');
    const count = formats.number(done.length);
    toasts.say(done.some(({ what }) => what === 'removed') ? text.removed(count) : text.changed(count));
    setRefused(results.filter(({ what }) => what === 'refused'));
    setOpen(undefined);
    onChanged();
  }

  const poll = (polling: 'pause' | 'resume') =>
    run(async () =>
      told(
        await inParts(
          ids,
          (part) => api.send<BulkAnswer>('POST', 'targets/bulk', { ids: part, change: { polling } }),
          () => {},
        ),
      ),
    );

  return (
    <section class="bulk-bar" aria-label={text.title}>
      <strong role="status">{text.selected(formats.number(ids.length))}</strong>
      {ids.length < filtered && (
        <Button look="quiet" onClick={onAll}>
          {text.selectAll(formats.number(filtered))}
        </Button>
      )}
      <Button look="quiet" onClick={onNone}>
        {text.selectNone}
      </Button>
      <span class="bulk-deeds">
        <Button look="primary" onClick={() => setOpen('edit')}>
          {text.edit}
        </Button>
        <Button disabled={busy} onClick={() => void poll('pause')}>
          {text.pause}
        </Button>
        <Button disabled={busy} onClick={() => void poll('resume')}>
          {text.resume}
        </Button>
        <Button look="danger" onClick={() => setOpen('remove')}>
          {text.remove}
        </Button>
      </span>
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
      {open === 'edit' && <BulkEdit ids={ids} onDone={told} onClose={() => setOpen(undefined)} />}
      {open === 'remove' && <BulkRemove ids={ids} onDone={told} onClose={() => setOpen(undefined)} />}
      {refused.length > 0 && (
        <Dialog title={text.refusedTitle(formats.number(refused.length))} onClose={() => setRefused([])}>
          <ul class="bulk-refused">
            {refused.map(({ id, name, code }) => (
              <li key={id}>
                <strong>{name || id}</strong> {text.refused[code] ?? code}
              </li>
            ))}
          </ul>
        </Dialog>
      )}
    </section>
  );
}
