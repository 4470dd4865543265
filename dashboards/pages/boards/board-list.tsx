import { useMemo, useState } from 'preact/hooks';
import type { Board, BoardEntry } from '#protocol/board.ts';
import { routeTo } from '../../state/route.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmChange } from '../../ui/confirm-change.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Empty, Failed, Loading } from '../../ui/empty.tsx';
import { FilterField } from '../../ui/filter-field.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { useLoad } from '../../ui/use-load.ts';
import { errorText } from '../../words/error-text.ts';
import { useOrganisations } from '../settings/organisation-field.tsx';
import { type BoardsAnswer, getBoard, getShipped, listBoards, removeBoard } from './board-api.ts';
import { BoardTable } from './board-table.tsx';
import { ImportBoard } from './import-board.tsx';
import { NewBoard } from './new-board.tsx';

/** All boards that one may see, and those to copy. */
export function BoardList() {
  const { api, session, toasts } = useWard();
  const { words, formats } = useText();
  const text = words.boards;
  const { isOwn } = useOrganisations();
  const { value, error, reload } = useLoad((signal) => listBoards(api, signal), []);
  const [filter, setFilter] = useState('');
  const [making, setMaking] = useState<Board | 'empty'>();
  const [importing, setImporting] = useState(false);
  const [removing, setRemoving] = useState<BoardEntry>();
  const mayChange = session.can('boards.write');
  const shown = useMemo(() => matching(value?.boards ?? [], filter), [value, filter]);
  const failed = (problem: unknown) => toasts.say(errorText(words, problem), 'bad');
  const openBoard = (id: string) => {
    location.hash = routeTo(`boards/${encodeURIComponent(id)}`);
  };

  async function exportBoard({ id, name }: BoardEntry): Promise<void> {
    const { board } = await getBoard(api, id);
    saveFile(
      `${name.replace(/[\\/:*?"<>|]/g, '_')}.json`,
      'application/json',
      `${JSON.stringify(board, null, 2)}\n`,
    );
  }

  return (
    <div class="page boards">
      <header class="board-head">
        <div class="board-title">
          <h1>{text.title}</h1>
          <p class="muted">{text.hint}</p>
        </div>
        <div class="board-deeds">
          <a class="button" href={routeTo('explore')}>
            {text.explore}
          </a>
          {mayChange && <Button onClick={() => setImporting(true)}>{text.import}</Button>}
          {mayChange && (
            <Button look="primary" icon="plus" onClick={() => setMaking('empty')}>
              {text.add}
            </Button>
          )}
        </div>
      </header>
      {error !== undefined && !value && <Failed error={error} onRetry={reload} />}
      {!value && error === undefined && <Loading />}
      {value && value.boards.length === 0 && (
        <Empty title={text.none} hint={mayChange ? text.noneHint : undefined} />
      )}
      {value && value.boards.length > 0 && (
        <>
          <div class="toolbar">
            <FilterField label={text.filter} value={filter} onInput={setFilter} />
          </div>
          {shown.length === 0 ? (
            <Empty title={text.noMatch} />
          ) : (
            <BoardTable
              boards={shown}
              mayChange={(board) => mayChange && isOwn(board.organisation)}
              onDuplicate={mayChange ? (entry) => void copyOf(entry).then(setMaking, failed) : undefined}
              onExport={(entry) => void exportBoard(entry).catch(failed)}
              onRemove={setRemoving}
            />
          )}
        </>
      )}
      {value && mayChange && <ShippedBoards shipped={value.shipped} onCopy={(board) => setMaking(board)} />}
      {making && (
        <NewBoard
          from={making === 'empty' ? undefined : making}
          onClose={() => setMaking(undefined)}
          onMade={({ id }) => openBoard(id)}
        />
      )}
      {importing && <ImportBoard onClose={() => setImporting(false)} onDone={openBoard} />}
      {removing && (
        <RemoveBoard
          board={removing}
          onClose={() => setRemoving(undefined)}
          onRemoved={() => {
            setRemoving(undefined);
            reload();
          }}
        />
      )}
    </div>
  );

  async function copyOf({ id }: BoardEntry): Promise<Board> {
    const { board } = await getBoard(api, id);
    return { ...board, name: text.copyName(board.name).slice(0, 120) };
  }

  function matching(boards: readonly BoardEntry[], typed: string): BoardEntry[] {
    const parts = typed.toLowerCase().split(/\s+/).filter(Boolean);
    return boards
      .filter(({ name, description }) =>
        parts.every((part) => `${name} ${description}`.toLowerCase().includes(part)),
      )
      .sort((one, other) => one.name.localeCompare(other.name, formats.language, { numeric: true }));
  }
}

function ShippedBoards({
  shipped,
  onCopy,
}: {
  shipped: BoardsAnswer['shipped'];
  onCopy(board: Board): void;
}) {
  const { api, toasts } = useWard();
  const { words, formats } = useText();
  const text = words.boards;
  async function copy({ id, title }: BoardsAnswer['shipped'][number]): Promise<void> {
    const { board } = await getShipped(api, id);
    onCopy({ ...board, name: title[formats.language] });
  }
  return (
    <section class="shipped" aria-label={text.shipped}>
      <h2>{text.shipped}</h2>
      <p class="muted">{text.shippedHint}</p>
      <ul class="shipped-list">
        {shipped.map((board) => (
          <li class="panel" key={board.id}>
            <strong>{board.title[formats.language]}</strong>
            <span class="muted">{text.panelCount(formats.number(board.panels))}</span>
            <Button
              icon="copy"
              label={text.copyShipped(board.title[formats.language])}
              onClick={() =>
                void copy(board).catch((problem) => toasts.say(errorText(words, problem), 'bad'))
              }
            >
              {text.duplicate}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function RemoveBoard(options: { board: BoardEntry; onRemoved(): void; onClose(): void }) {
  const { board, onRemoved, onClose } = options;
  const { api } = useWard();
  const { words } = useText();
  const text = words.boards;
  return (
    <ConfirmChange
      title={text.removeTitle(board.name)}
      hint={text.removeHint}
      action={text.remove}
      change={() => removeBoard(api, board.id)}
      done={text.removed}
      onClose={onClose}
      onDone={onRemoved}
    />
  );
}
