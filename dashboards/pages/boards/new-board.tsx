import { useState } from 'preact/hooks';
import type { Board, KeptBoard } from '#protocol/board.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { useChange } from '../../ui/use-change.ts';
import { OrganisationField, useOrganisations } from '../settings/organisation-field.tsx';
import { makeBoard } from './board-api.ts';
import { newBoard } from './draft.ts';

/** Makes a board: an empty one, or one like another. */
export function NewBoard(options: { from?: Board; onMade(made: KeptBoard): void; onClose(): void }) {
  const { from, onMade, onClose } = options;
  const { api, toasts } = useWard();
  const { words } = useText();
  const text = words.boards;
  const { own } = useOrganisations();
  const [name, setName] = useState(from?.name ?? '');
  const [organisation, setOrganisation] = useState(own);
  const { busy, error, run } = useChange();

  function submit(event: Event): void {
    event.preventDefault();
    const board = { ...(from ?? newBoard('')), name: name.trim() };
    void run(async () => {
      const made = await makeBoard(api, organisation, board);
      toasts.say(text.made);
      onMade(made);
    });
  }

  return (
    <Dialog title={from ? text.duplicate : text.add} onClose={onClose}>
      <form onSubmit={submit}>
        <TextField
          label={text.name}
          value={name}
          required
          autofocus
          maxLength={120}
          error={error}
          onInput={setName}
        />
        <OrganisationField value={organisation} onChange={setOrganisation} />
        <footer>
          <Button onClick={onClose}>{words.shell.common.cancel}</Button>
          <Button look="primary" type="submit" disabled={busy || name.trim() === ''}>
            {text.create}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
