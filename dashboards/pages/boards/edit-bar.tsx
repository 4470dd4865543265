import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import type { OpenBoard } from './use-board.ts';

/** What can be done with a board that is being edited. */
export function EditBar(options: {
  open: OpenBoard;
  hasChanges: boolean;
  onAdd(): void;
  onSettings(): void;
  onSaveAsNew(): void;
}) {
  const { open, hasChanges, onAdd, onSettings, onSaveAsNew } = options;
  const { toasts } = useWard();
  const { words } = useText();
  const text = words.boards;
  return (
    <section class="panel board-edit-bar" aria-label={text.editing}>
      <Button icon="plus" onClick={onAdd}>
        {text.addPanel}
      </Button>
      <Button icon="settings" onClick={onSettings}>
        {text.settings}
      </Button>
      <Button disabled={!open.draft || open.draft.history.past.length === 0} onClick={open.undo}>
        {words.shell.common.undo}
      </Button>
      <span class="edit-note muted" role="status">
        {hasChanges ? text.unsaved : text.moveHint}
      </span>
      <Button
        onClick={() => {
          open.discard();
          if (open.overtakenBy !== undefined) open.reload();
        }}
      >
        {hasChanges ? text.discard : words.shell.common.close}
      </Button>
      <Button
        look="primary"
        disabled={!hasChanges || open.busy}
        onClick={async () => {
          if (await open.save()) toasts.say(text.saved);
        }}
      >
        {text.save}
      </Button>
      {open.problem && (
        <p class="field-error" role="alert">
          {open.problem}
        </p>
      )}
      {open.overtakenBy !== undefined && (
        <div class="edit-conflict" role="alert">
          <p class="field-error">{text.conflict(open.overtakenBy)}</p>
          <Button onClick={onSaveAsNew}>{text.saveAsNew}</Button>
          <Button
            onClick={() => {
              open.discard();
              open.reload();
            }}
          >
            {text.readAgain}
          </Button>
        </div>
      )}
    </section>
  );
}
