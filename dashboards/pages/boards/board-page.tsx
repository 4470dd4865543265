import { useMemo, useState } from 'preact/hooks';
import type { Panel } from '#protocol/board.ts';
import { ApiError } from '../../api/call.ts';
import { parseRange, type Range } from '../../charts/range.ts';
import { SpanBar } from '../../charts/span-bar.tsx';
import { routeTo } from '../../state/route.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Empty, Failed, Loading } from '../../ui/empty.tsx';
import { LeaveGuard } from '../../ui/leave-guard.tsx';
import { useOrganisations } from '../settings/organisation-field.tsx';
import { freePlace } from './arrange.ts';
import { BoardGrid } from './board-grid.tsx';
import { BoardSettings } from './board-settings.tsx';
import { freeId, isChanged, MOST_PANELS, newPanel } from './draft.ts';
import { EditBar } from './edit-bar.tsx';
import { NewBoard } from './new-board.tsx';
import { PanelEditor } from './panel-editor.tsx';
import { useBoard } from './use-board.ts';
import { type Chosen, chosenOf, chosenText } from './variables.ts';
import { VariablesBar } from './variables-bar.tsx';

/** One board: looked at, and edited by who may. */
export function BoardPage({ id }: { id: string }) {
  const { route, session, toasts } = useWard();
  const { words, formats } = useText();
  const text = words.boards;
  const open = useBoard(id);
  const { isOwn } = useOrganisations();
  const { board, draft, kept } = open;
  const [editing, setEditing] = useState<{ panel: Panel; isNew: boolean }>();
  const [dialog, setDialog] = useState<'settings' | 'copy'>();
  const search = route.value.search;
  const query = search.toString();
  const range = useMemo(() => parseRange(search, board?.span), [query, board?.span]);
  const chosen = useMemo(() => chosenOf(board?.variables ?? [], search.get('v')), [query, board?.variables]);
  const hasChanges = draft !== undefined && isChanged(draft);

  if (!board || !kept) {
    const isGone = open.error instanceof ApiError && open.error.status === 404;
    return (
      <div class="page boards">
        <a href={routeTo('boards')}>{text.back}</a>
        {open.error === undefined && <Loading />}
        {isGone && <Empty title={text.notFound} />}
        {open.error !== undefined && !isGone && <Failed error={open.error} onRetry={open.reload} />}
      </div>
    );
  }

  const go = (changed: { range?: Range; chosen?: Chosen }, how: 'replace' | 'push' = 'replace') => {
    const next = changed.range ?? range;
    const address = routeTo(`boards/${encodeURIComponent(id)}`, {
      last: next.kind === 'last' ? next.span : (search.get('last') ?? undefined),
      from: next.kind === 'fixed' ? String(next.fromMs) : undefined,
      to: next.kind === 'fixed' ? String(next.toMs) : undefined,
      v: chosenText(board.variables, changed.chosen ?? chosen),
    });
    if (how === 'push') location.hash = address;
    else location.replace(address);
  };
  const zoom = (fromMs: number, toMs: number) => go({ range: { kind: 'fixed', fromMs, toMs } }, 'push');
  const reset = () => {
    if (range.kind !== 'fixed') return;
    go({ range: parseRange(new URLSearchParams({ last: search.get('last') ?? '' }), board.span) });
  };
  const setPanels = (panels: Panel[]) => open.change({ ...board, panels });
  const mayChange = session.can('boards.write') && isOwn(kept.organisation);
  const isFull = board.panels.length >= MOST_PANELS;

  function add(panel: Panel, isNew: boolean): void {
    if (isFull) toasts.say(text.panelsFull(formats.number(MOST_PANELS)), 'bad');
    else setEditing({ panel, isNew });
  }

  return (
    <div class="page boards">
      <header class="board-head">
        <div class="board-title">
          <a class="back-link" href={routeTo('boards')}>
            {text.back}
          </a>
          <h1>{board.name}</h1>
          {board.description && <p class="muted">{board.description}</p>}
        </div>
        {mayChange && !draft && <Button onClick={open.edit}>{text.edit}</Button>}
      </header>
      {draft && (
        <EditBar
          open={open}
          hasChanges={hasChanges}
          onAdd={() => add(newPanel('chart', board.panels), true)}
          onSettings={() => setDialog('settings')}
          onSaveAsNew={() => setDialog('copy')}
        />
      )}
      <VariablesBar variables={board.variables} chosen={chosen} onChange={(next) => go({ chosen: next })} />
      <SpanBar
        range={range}
        onLast={(span) => go({ range: { kind: 'last', span } })}
        onFixed={zoom}
        onReset={reset}
      />
      {board.panels.length === 0 && <Empty title={text.empty} hint={draft ? undefined : text.emptyHint} />}
      <BoardGrid
        panels={board.panels}
        chosen={chosen}
        range={range}
        onZoom={zoom}
        onReset={reset}
        edit={
          draft && {
            onPanels: setPanels,
            onEdit: (panel) => setEditing({ panel, isNew: false }),
            onCopy: (panel) => {
              const at = freePlace(board.panels, panel.at.w, panel.at.h);
              add({ ...panel, id: freeId(board.panels), at }, true);
            },
          }
        }
      />
      {editing && (
        <PanelEditor
          panel={editing.panel}
          variables={board.variables.map(({ name }) => `$${name}`)}
          onClose={() => setEditing(undefined)}
          onApply={(panel) => {
            setPanels(
              editing.isNew
                ? [...board.panels, panel]
                : board.panels.map((each) => (each.id === panel.id ? panel : each)),
            );
            setEditing(undefined);
          }}
        />
      )}
      {dialog === 'settings' && (
        <BoardSettings
          board={board}
          onClose={() => setDialog(undefined)}
          onApply={(next) => {
            open.change(next);
            setDialog(undefined);
          }}
        />
      )}
      {dialog === 'copy' && (
        <NewBoard
          from={{ ...board, name: text.copyName(board.name) }}
          onClose={() => setDialog(undefined)}
          onMade={(made) => {
            open.discard();
            location.hash = routeTo(`boards/${encodeURIComponent(made.id)}`);
          }}
        />
      )}
      {hasChanges && <LeaveGuard text={text} isHere={isSamePage} />}
    </div>
  );
}

/** Another choice above the same board leaves nothing. */
function isSamePage(hash: string): boolean {
  return hash.split('?')[0] === location.hash.split('?')[0];
}
