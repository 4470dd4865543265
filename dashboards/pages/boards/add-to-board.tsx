import { useState } from 'preact/hooks';
import { routeTo } from '../../state/route.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { FormFoot } from '../../ui/form-foot.tsx';
import { useChange } from '../../ui/use-change.ts';
import { useLoad } from '../../ui/use-load.ts';
import type { Look, Question } from '../explore/question.ts';
import { useOrganisations } from '../settings/organisation-field.tsx';
import { getBoard, listBoards, makeBoard, saveBoard } from './board-api.ts';
import { newBoard, newPanel } from './draft.ts';

/** Puts what somebody has found onto a board, as a panel at its end. */
export function AddToBoard(options: { question: Question; look: Look; title: string; onClose(): void }) {
  const { question, look, title, onClose } = options;
  const { api, toasts } = useWard();
  const { words } = useText();
  const text = words.boards;
  const { own, isOwn } = useOrganisations();
  const { value } = useLoad((signal) => listBoards(api, signal), []);
  const [chosen, setChosen] = useState('');
  const [name, setName] = useState(title);
  const { busy, error, run } = useChange();
  const mine = (value?.boards ?? []).filter(({ organisation }) => isOwn(organisation));

  function submit(event: Event): void {
    event.preventDefault();
    void run(async () => {
      const id = await put();
      toasts.say(text.added);
      onClose();
      location.hash = routeTo(`boards/${encodeURIComponent(id)}`);
    });
  }

  async function put(): Promise<string> {
    if (chosen === '') {
      const board = newBoard(name.trim());
      return (await makeBoard(api, own, { ...board, panels: [panelFor([])] })).id;
    }
    const { revision, board } = await getBoard(api, chosen);
    await saveBoard(api, chosen, revision, { ...board, panels: [...board.panels, panelFor(board.panels)] });
    return chosen;
  }

  function panelFor(panels: Parameters<typeof newPanel>[1]) {
    const panel = newPanel(look === 'table' ? 'table' : 'chart', panels, question);
    return panel.kind === 'chart' && look === 'stacked' ? { ...panel, look: 'stacked' as const } : panel;
  }

  return (
    <Dialog title={text.addToTitle} onClose={onClose}>
      <form onSubmit={submit}>
        <SelectField
          label={text.addTo}
          value={chosen}
          choices={[
            { value: '', text: text.addToNew },
            ...mine.map((board) => ({ value: board.id, text: board.name })),
          ]}
          onChoose={setChosen}
        />
        {chosen === '' && (
          <TextField label={text.name} value={name} required maxLength={120} onInput={setName} />
        )}
        <FormFoot
          error={error}
          action={text.apply}
          disabled={busy || (chosen === '' && name.trim() === '')}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}
