import { useState } from 'preact/hooks';
import { cableKey } from '#protocol/cable.ts';
import { Button } from '../../ui/button.tsx';
import { useText } from '../../ui/context.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { UndoButtons } from '../../ui/undo-buttons.tsx';
import { arrangeAgain, restoreCable, showNode } from './model/draft.ts';
import type { Correcting } from './use-correcting.ts';

/** What can be done while the map is corrected. */
export function EditBar(options: {
  correcting: Correcting;
  nameOf(node: string): string;
  onAddCable(): void;
  onEnd(): void;
  onReload(): void;
}) {
  const { correcting, nameOf, onAddCable, onEnd, onReload } = options;
  const { words } = useText();
  const text = words.networkMap.edit;
  const [asks, setAsks] = useState<'arrange' | 'drop'>();
  const { draft, isChanged, busy, error, overtakenBy } = correcting;
  const leave = (): void => (isChanged ? setAsks('drop') : onEnd());

  return (
    <section class="panel map-edit" aria-label={text.label}>
      <div class="map-edit-row">
        <Button icon="plus" onClick={onAddCable}>
          {text.addCable}
        </Button>
        <Button onClick={() => setAsks('arrange')}>{text.arrange}</Button>
        <UndoButtons of={correcting} />
        <span class="muted map-edit-hint">{text.hint}</span>
        <span class="map-edit-end">
          <Button onClick={leave}>{isChanged ? text.drop : words.shell.common.cancel}</Button>
          <Button look="primary" disabled={busy || !isChanged} onClick={() => void correcting.save()}>
            {busy ? text.saving : text.save}
          </Button>
        </span>
      </div>
      {draft.removed.length > 0 && (
        <ul class="map-undone" aria-label={text.removed}>
          <li class="muted">{text.removed}</li>
          {draft.removed.map((cable) => (
            <li key={cableKey(cable)}>
              {`${nameOf(cable.from.node)} ${cable.from.port} — ${nameOf(cable.to.node)} ${cable.to.port}`}{' '}
              <button
                type="button"
                class="link"
                onClick={() => correcting.change((now) => restoreCable(now, cableKey(cable)))}
              >
                {text.restore}
              </button>
            </li>
          ))}
        </ul>
      )}
      {draft.hidden.length > 0 && (
        <ul class="map-undone" aria-label={text.hidden}>
          <li class="muted">{text.hidden}</li>
          {draft.hidden.map((node) => (
            <li key={node}>
              {nameOf(node)}{' '}
              <button
                type="button"
                class="link"
                onClick={() => correcting.change((now) => showNode(now, node))}
              >
                {text.restore}
              </button>
            </li>
          ))}
        </ul>
      )}
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
      {overtakenBy !== undefined && (
        <p class="field-error" role="alert">
          {text.overtaken(overtakenBy)}{' '}
          <button type="button" class="link" onClick={onReload}>
            {text.reload}
          </button>
        </p>
      )}
      {asks === 'arrange' && (
        <Confirm
          title={text.arrangeTitle}
          hint={text.arrangeHint}
          action={text.arrange}
          onConfirm={() => {
            correcting.change(arrangeAgain);
            setAsks(undefined);
          }}
          onClose={() => setAsks(undefined)}
        />
      )}
      {asks === 'drop' && (
        <Confirm
          title={text.dropTitle}
          hint={text.dropHint}
          action={text.drop}
          onConfirm={() => {
            setAsks(undefined);
            onEnd();
          }}
          onClose={() => setAsks(undefined)}
        />
      )}
    </section>
  );
}
