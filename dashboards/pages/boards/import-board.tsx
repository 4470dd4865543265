import { useState } from 'preact/hooks';
import type { Board, ImportPreview } from '#protocol/board.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { useChange } from '../../ui/use-change.ts';
import { OrganisationField, useOrganisations } from '../settings/organisation-field.tsx';
import { makeBoard, previewBoard, saveBoard } from './board-api.ts';

/** A board has a few thousand characters; nothing of this size is one. */
const MOST_BYTES = 1_000_000;

/** A board from a file: first what would happen, then the deed. */
export function ImportBoard({ onDone, onClose }: { onDone(id: string): void; onClose(): void }) {
  const { api, toasts } = useWard();
  const { words, formats } = useText();
  const text = words.boards;
  const { own } = useOrganisations();
  const [organisation, setOrganisation] = useState(own);
  const [found, setFound] = useState<{ board: Board; preview: ImportPreview }>();
  const [isBad, setBad] = useState(false);
  const { busy, error, run } = useChange();

  async function look(board: Board, of: string): Promise<void> {
    setFound(undefined);
    await run(async () => setFound({ board, preview: await previewBoard(api, of, board) }));
  }

  async function read(file: File | undefined): Promise<void> {
    setFound(undefined);
    const board = file && file.size <= MOST_BYTES ? parse(await file.text()) : undefined;
    setBad(file !== undefined && !board);
    if (board) await look(board, organisation);
  }

  function bring(asNew: boolean): void {
    if (!found) return;
    const { board, preview } = found;
    const before = asNew ? null : preview.replaces;
    void run(async () => {
      const { id } = before
        ? await saveBoard(api, before.id, before.revision, board)
        : await makeBoard(api, organisation, board);
      toasts.say(text.saved);
      onDone(id);
    });
  }

  const preview = found?.preview;
  return (
    <Dialog title={text.importTitle} wide onClose={onClose}>
      <div class="stack">
        <label class="field">
          {text.importFile}
          <input
            type="file"
            accept=".json,application/json"
            onChange={(event) => void read(event.currentTarget.files?.[0])}
          />
        </label>
        <OrganisationField
          value={organisation}
          onChange={(next) => {
            setOrganisation(next);
            if (found) void look(found.board, next);
          }}
        />
        {(isBad || error) && (
          <p class="field-error" role="alert">
            {isBad ? text.importBad : error}
          </p>
        )}
        {preview && (
          <div role="status" class="stack">
            <p>
              {preview.replaces
                ? text.importReplaces(
                    preview.name,
                    formats.number(preview.replaces.panels),
                    formats.number(preview.panels),
                  )
                : text.importNew(preview.name, formats.number(preview.panels))}
            </p>
            {preview.unknownMetrics.length > 0 && (
              <p class="field-error">{text.importUnknown(formats.list(preview.unknownMetrics))}</p>
            )}
          </div>
        )}
      </div>
      <footer>
        <Button onClick={onClose}>{words.shell.common.cancel}</Button>
        {preview?.replaces && (
          <Button disabled={busy} onClick={() => bring(true)}>
            {text.importAsNew}
          </Button>
        )}
        <Button look="primary" disabled={!preview || busy} onClick={() => bring(false)}>
          {text.importDo}
        </Button>
      </footer>
    </Dialog>
  );
}

/** What the collector shall look at; it knows the form. */
function parse(text: string): Board | undefined {
  try {
    const given = JSON.parse(text) as Partial<Board> | null;
    return given && typeof given === 'object' && Array.isArray(given.panels) ? (given as Board) : undefined;
  } catch {
    return undefined;
  }
}
