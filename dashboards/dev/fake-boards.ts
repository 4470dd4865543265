import { readFileSync } from 'node:fs';
import type { Board, KeptBoard } from '#protocol/board.ts';
import type { Answer } from './fake-api.ts';

const shipped = ['hosts', 'databases', 'machine-room'].map(
  (name) =>
    JSON.parse(
      readFileSync(new URL(`../../collector/boards/shipped/${name}.json`, import.meta.url), 'utf8'),
    ) as { id: string; title: Record<string, string>; board: Board },
);
const usual = {
  labels: [],
  targets: { ids: [], kinds: [], organisations: [], groups: [], rooms: [], nameLike: '' },
  groupBy: ['series'],
  over: 'auto',
  across: 'avg',
  top: 20,
  order: 'highest',
  rank: 'avg',
};

/** As the collector answers it: what was left out is as usual. */
function complete(board: Board): Board {
  return {
    ...board,
    variables: board.variables.map((each) => ({
      ...{ title: '', metric: '', label: '', choice: 'several' as const, value: [] },
      ...each,
    })),
    panels: board.panels.map((panel) => {
      const filled = {
        ...panel,
        targets: { ...usual.targets, ...('targets' in panel ? panel.targets : {}) },
      };
      if (!('question' in panel)) return panel.kind === 'matrix' ? filled : panel;
      const targets = { ...usual.targets, ...panel.question.targets };
      const look = panel.kind === 'chart' ? { look: panel.look ?? 'lines' } : {};
      const thresholds = panel.kind === 'value' ? { thresholds: panel.thresholds ?? [] } : {};
      return { ...panel, ...look, ...thresholds, question: { ...usual, ...panel.question, targets } };
    }) as Board['panels'],
  };
}

const kept = new Map<string, KeptBoard>();
function keep(board: Board, organisation: string, by: string): KeptBoard {
  const id = `b-${kept.size + 1}`;
  const made = {
    id,
    organisation,
    revision: 1,
    board: complete(board),
    changedBy: by,
    changedAtMs: Date.now(),
  };
  kept.set(id, made);
  return made;
}
keep({ ...shipped[0].board, name: '值班室看板', description: '白班和夜班都看这一页' }, '*', 'admin');
keep({ ...shipped[1].board, name: '数据库周报' }, 'default', '王建国');
keep({ ...shipped[2].board, name: '一号机房' }, 'centre', '王建国');

/** What boards ask for. */
export function answerAboutBoards(
  call: string,
  [id, verb]: (string | undefined)[],
  body: Record<string, unknown>,
): Answer | undefined {
  const board = body.board as Board;
  const there = kept.get(id ?? '');
  const gone: Answer = { status: 404, body: { status: 404, code: 'not_found', message: '', details: {} } };
  switch (call) {
    case 'GET boards':
      if (id === 'shipped') {
        const found = shipped.find((each) => each.id === verb);
        return found ? { body: { ...found, board: complete(found.board) } } : gone;
      }
      if (id) return there ? { body: there } : gone;
      return {
        body: {
          boards: [...kept.values()].map(({ board, ...rest }) => ({
            ...rest,
            name: board.name,
            description: board.description,
            panels: board.panels.length,
          })),
          shipped: shipped.map((each) => ({
            id: each.id,
            title: each.title,
            panels: each.board.panels.length,
          })),
        },
      };
    case 'POST boards':
      if (id === 'preview')
        return {
          body: {
            name: board.name,
            panels: board.panels.length,
            deed: 'new',
            replaces: null,
            unknownMetrics: ['acme.widgets'],
          },
        };
      return { status: 201, body: keep(board, String(body.organisation), 'admin') };
    case 'PUT boards': {
      if (!there) return gone;
      const after = {
        ...there,
        board: complete(board),
        revision: there.revision + 1,
        changedAtMs: Date.now(),
      };
      kept.set(there.id, after);
      return { body: after };
    }
    case 'DELETE boards':
      kept.delete(id ?? '');
      return { status: 204 };
    default:
      return undefined;
  }
}
