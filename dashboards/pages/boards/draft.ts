import type { Board, Panel } from '#protocol/board.ts';
import { changed, type History, startHistory, undone } from '../../ui/edit-history.ts';
import { newQuestion, type Question } from '../explore/question.ts';
import { freePlace } from './arrange.ts';

/** A board as it is being changed, with what it was before each change. */
export interface Draft {
  history: History<Board>;
  /** As it is stored. */
  stored: Board;
}

export function startDraft(stored: Board): Draft {
  return { history: startHistory(stored), stored };
}

/** A change that can be undone. */
export function changeDraft(draft: Draft, board: Board): Draft {
  if (JSON.stringify(board) === JSON.stringify(draft.history.now)) return draft;
  return { ...draft, history: changed(draft.history, board) };
}

export function undoDraft(draft: Draft): Draft {
  return { ...draft, history: undone(draft.history) };
}

export function isChanged({ history, stored }: Draft): boolean {
  return JSON.stringify(history.now) !== JSON.stringify(stored);
}

export type PanelKind = Panel['kind'];
export const PANEL_KINDS: readonly PanelKind[] = ['chart', 'value', 'table', 'top', 'matrix', 'text'];
/** The protocol has the same number beside what checks it. */
export const MOST_PANELS = 60;

const SIZES: Readonly<Record<PanelKind, readonly [w: number, h: number]>> = {
  chart: [6, 8],
  value: [3, 4],
  table: [6, 8],
  top: [4, 8],
  matrix: [6, 4],
  text: [4, 3],
};

/** A panel of a kind at the first free place. */
export function newPanel(kind: PanelKind, panels: readonly Panel[], question?: Question): Panel {
  const [w, h] = SIZES[kind];
  const common = { id: freeId(panels), title: '', at: freePlace(panels, w, h) };
  return asKind({ ...common, kind: 'chart', question: question ?? newQuestion(), look: 'lines' }, kind);
}

/** The same panel as another kind: what both have is kept. */
export function asKind(panel: Panel, kind: PanelKind): Panel {
  if (panel.kind === kind) return panel;
  const { id, title, at } = panel;
  const common = { id, title, at };
  const question = 'question' in panel ? panel.question : newQuestion();
  switch (kind) {
    case 'chart':
      return { ...common, kind, question, look: 'lines' };
    case 'value':
      return {
        ...common,
        kind,
        // One value is one line: of all series together.
        question: {
          ...question,
          groupBy: question.groupBy.includes('series') ? [] : question.groupBy,
          top: 1,
        },
        thresholds: [],
      };
    case 'table':
    case 'top':
      return { ...common, kind, question };
    case 'matrix':
      return { ...common, kind, targets: question.targets };
    case 'text':
      return { ...common, kind, text: '' };
  }
}

/** An id that no panel has. */
export function freeId(panels: readonly Panel[]): string {
  let number = panels.length + 1;
  while (panels.some(({ id }) => id === `panel-${number}`)) number++;
  return `panel-${number}`;
}

/** An empty board of this name. */
export function newBoard(name: string, description = ''): Board {
  return { version: 1, name, description, span: '1h', variables: [], panels: [] };
}
