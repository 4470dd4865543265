import { useRef } from 'preact/hooks';
import type { Panel, Place } from '#protocol/board.ts';
import { Button } from '../../ui/button.tsx';
import { useText } from '../../ui/context.ts';
import { nudge } from './arrange.ts';
import { panelTitle } from './panel-title.ts';
import { PanelView, type PanelViewOptions } from './panel-view.tsx';

/** What can be done with a panel while the board is edited. */
export interface PanelDeeds {
  edit(): void;
  copy(): void;
  remove(): void;
  /** Under way with the pointer; `done` makes it a step that can be undone. */
  place(at: Place, done: boolean): void;
}

const KEYS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** A panel in its place; while the board is edited with handles for pointer and keys. */
export function PanelFrame(options: PanelViewOptions & { deeds: PanelDeeds | undefined; cellOf(): Cell }) {
  const { panel, deeds, cellOf } = options;
  const { words } = useText();
  const text = words.boards;
  const title = panelTitle(panel, words);
  const { x, y, w, h } = panel.at;
  return (
    <section
      class="panel board-panel"
      aria-label={title}
      data-panel={panel.id}
      style={{ '--x': x + 1, '--y': y + 1, '--w': w, '--h': h }}
    >
      <header class="panel-head">
        <h2 class="clip" title={title}>
          {title}
        </h2>
        {deeds && (
          <span class="panel-deeds">
            <Handle panel={panel} label={text.movePanel(title)} deeds={deeds} cellOf={cellOf} />
            <Button look="quiet" icon="settings" label={text.editPanel(title)} onClick={deeds.edit} />
            <Button look="quiet" icon="copy" label={text.copyPanel(title)} onClick={deeds.copy} />
            <Button look="quiet" icon="close" label={text.removePanel(title)} onClick={deeds.remove} />
          </span>
        )}
      </header>
      <PanelView {...options} />
      {deeds && <Corner panel={panel} deeds={deeds} cellOf={cellOf} />}
    </section>
  );
}

/** Size of a cell of the grid with the gap behind it, in pixels. */
export interface Cell {
  width: number;
  height: number;
}

interface HandleOptions {
  panel: Panel;
  deeds: PanelDeeds;
  cellOf(): Cell;
}

function Handle({ panel, label, deeds, cellOf }: HandleOptions & { label: string }) {
  const { words } = useText();
  const drag = useDrag(panel, deeds, cellOf, (dx, dy) => ({ x: dx, y: dy }));
  return (
    <button
      type="button"
      class="button quiet square panel-handle"
      aria-label={label}
      title={words.boards.moveHint}
      aria-keyshortcuts="ArrowLeft ArrowRight ArrowUp ArrowDown Shift+ArrowLeft Shift+ArrowRight Shift+ArrowUp Shift+ArrowDown"
      onKeyDown={(event) => {
        const ways = KEYS[event.key];
        if (!ways || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        const [x, y] = ways;
        deeds.place(nudge(panel.at, event.shiftKey ? { w: x, h: y } : { x, y }), true);
      }}
      {...drag}
    >
      <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
        <path d="M10 2.5v15M2.5 10h15M7.8 4.7 10 2.5l2.2 2.2M7.8 15.3 10 17.5l2.2-2.2M4.7 7.8 2.5 10l2.2 2.2M15.3 7.8l2.2 2.2-2.2 2.2" />
      </svg>
    </button>
  );
}

/** The corner is for the pointer alone: keys have the handle. */
function Corner({ panel, deeds, cellOf }: HandleOptions) {
  const { words } = useText();
  const drag = useDrag(panel, deeds, cellOf, (dx, dy) => ({ w: dx, h: dy }));
  return <div class="panel-corner" title={words.boards.resizePanel} aria-hidden="true" {...drag} />;
}

/** Follows the pointer in whole cells. */
function useDrag(
  panel: Panel,
  deeds: PanelDeeds,
  cellOf: () => Cell,
  by: (dx: number, dy: number) => Parameters<typeof nudge>[1],
) {
  const start = useRef<{ x: number; y: number; at: Place; cell: Cell } | undefined>(undefined);

  function placeAt(event: PointerEvent): Place | undefined {
    const { current } = start;
    if (!current) return undefined;
    const dx = Math.round((event.clientX - current.x) / current.cell.width);
    const dy = Math.round((event.clientY - current.y) / current.cell.height);
    return nudge(current.at, by(dx, dy));
  }

  return {
    onPointerDown(event: PointerEvent) {
      if (event.button !== 0) return;
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
      start.current = { x: event.clientX, y: event.clientY, at: panel.at, cell: cellOf() };
    },
    onPointerMove(event: PointerEvent) {
      const at = placeAt(event);
      if (at) deeds.place(at, false);
    },
    onPointerUp(event: PointerEvent) {
      const at = placeAt(event);
      start.current = undefined;
      if (at) deeds.place(at, true);
    },
    onPointerCancel() {
      const { current } = start;
      start.current = undefined;
      if (current) deeds.place(current.at, true);
    },
  };
}
