import { useEffect, useState } from 'preact/hooks';
import type { RoomItemKind } from '#protocol/room.ts';
import { Button } from '../../../ui/button.tsx';
import { useText } from '../../../ui/context.ts';
import { Confirm } from '../../../ui/dialog.tsx';
import { isInField, UndoButtons } from '../../../ui/undo-buttons.tsx';
import { ADDABLE, addItem } from '../model/draft.ts';
import { nextRackName } from '../model/rack-name.ts';
import type { Editor } from './use-editor.ts';

let made = 0;

/** What can be done while a plan is changed. */
export function EditBar(options: {
  editor: Editor;
  /** Something is there that nobody has placed: saving says that it stands well. */
  hasNew: boolean;
  onAdded(id: string): void;
  onEnd(): void;
}) {
  const { editor, hasNew, onAdded, onEnd } = options;
  const { words, formats } = useText();
  const text = words.rooms.edit;
  const [isLeaving, setLeaving] = useState(false);
  const leave = (): void => (editor.isChanged ? setLeaving(true) : onEnd());

  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented || isInField(event)) return;
      leave();
      event.preventDefault();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  });

  function add(kind: RoomItemKind): void {
    const id = `made ${Date.now().toString(36)} ${++made}`;
    const racks = editor.draft.plan.items.filter((item) => item.kind === 'rack').map(({ name }) => name);
    editor.change((draft) => addItem(draft, kind, id, kind === 'rack' ? nextRackName(racks) : ''));
    onAdded(id);
  }

  return (
    <div class="panel edit-bar" role="toolbar" aria-label={text.title}>
      <label class="edit-add">
        <span class="hidden-text">{text.add}</span>
        <select
          value=""
          onChange={(event) => {
            const kind = event.currentTarget.value as RoomItemKind | '';
            event.currentTarget.value = '';
            if (kind) add(kind);
          }}
        >
          <option value="">{text.add}</option>
          {(Object.keys(ADDABLE) as RoomItemKind[]).map((kind) => (
            <option key={kind} value={kind}>
              {words.rooms.kinds[kind]}
            </option>
          ))}
        </select>
      </label>
      <UndoButtons of={editor} />
      <span class="muted edit-hint">{text.hint}</span>
      <span class="edit-end">
        <Button onClick={leave}>{words.shell.common.cancel}</Button>
        <Button
          look="primary"
          disabled={editor.busy || !(editor.isChanged || hasNew)}
          onClick={() => void editor.save()}
        >
          {editor.busy ? words.shell.common.saving : words.shell.common.save}
        </Button>
      </span>
      {editor.error && (
        <p class="field-error" role="alert">
          {editor.error}
        </p>
      )}
      {editor.overtaken && (
        <p class="field-error" role="alert">
          {text.overtaken(
            editor.overtaken.changedBy ?? '–',
            editor.overtaken.changedAtMs ? formats.full(editor.overtaken.changedAtMs) : '–',
          )}{' '}
          <button type="button" class="link" onClick={onEnd}>
            {text.takeTheirs}
          </button>{' '}
          <button
            type="button"
            class="link"
            onClick={() => void editor.save(editor.overtaken?.revision ?? 0)}
          >
            {text.keepMine}
          </button>
        </p>
      )}
      {isLeaving && (
        <Confirm
          title={text.leaveTitle}
          hint={text.dropHint}
          action={text.drop}
          onConfirm={() => {
            setLeaving(false);
            onEnd();
          }}
          onClose={() => setLeaving(false)}
        />
      )}
    </div>
  );
}
