import { useRef, useState } from 'preact/hooks';
import type { Panel, Place } from '#protocol/board.ts';
import type { Range } from '../../charts/range.ts';
import { useText } from '../../ui/context.ts';
import { COLUMNS, movePanel } from './arrange.ts';
import { type Cell, PanelFrame } from './panel-frame.tsx';
import { panelTitle } from './panel-title.ts';
import type { Chosen } from './variables.ts';

const ROW_REM = 2.25;
const GAP_REM = 0.75;

export interface BoardGridOptions {
  panels: readonly Panel[];
  chosen: Chosen;
  range: Range;
  /** Undefined while nobody edits. */
  edit:
    | {
        onPanels(panels: Panel[]): void;
        onEdit(panel: Panel): void;
        onCopy(panel: Panel): void;
      }
    | undefined;
  onZoom(fromMs: number, toMs: number): void;
  onReset(): void;
}

/** The panels in their places; while they are edited, where they would be if the pointer were let go. */
export function BoardGrid({ panels, chosen, range, edit, onZoom, onReset }: BoardGridOptions) {
  const { words, formats } = useText();
  const grid = useRef<HTMLDivElement>(null);
  const [held, setHeld] = useState<Panel[]>();
  const [told, setTold] = useState('');
  const shown = edit && held ? held : panels;

  function cellOf(): Cell {
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    const gap = GAP_REM * rem;
    const width = grid.current?.clientWidth ?? 0;
    return { width: (width + gap) / COLUMNS, height: ROW_REM * rem + gap };
  }

  function place(panel: Panel, at: Place, done: boolean): void {
    const moved = movePanel(panels, panel.id, at);
    if (!done) {
      setHeld(moved);
      return;
    }
    setHeld(undefined);
    edit?.onPanels(moved);
    const now = moved.find(({ id }) => id === panel.id)?.at ?? at;
    const [x, y, w, h] = [now.x + 1, now.y + 1, now.w, now.h].map((each) => formats.number(each));
    setTold(words.boards.placed(panelTitle(panel, words), x, y, w, h));
  }

  return (
    <>
      <div class={edit ? 'board-grid editing' : 'board-grid'} ref={grid}>
        {inOrder(shown).map((panel) => (
          <PanelFrame
            key={panel.id}
            panel={panel}
            chosen={chosen}
            range={range}
            onZoom={onZoom}
            onReset={onReset}
            cellOf={cellOf}
            deeds={
              edit && {
                edit: () => edit.onEdit(panel),
                copy: () => edit.onCopy(panel),
                remove: () => edit.onPanels(panels.filter(({ id }) => id !== panel.id)),
                place: (at, done) => place(panel, at, done),
              }
            }
          />
        ))}
      </div>
      <p class="hidden-text" role="status">
        {told}
      </p>
    </>
  );
}

/** As one reads: so they stand on a phone, and so the keys go through them. */
function inOrder(panels: readonly Panel[]): Panel[] {
  return [...panels].sort((one, other) => one.at.y - other.at.y || one.at.x - other.at.x);
}
