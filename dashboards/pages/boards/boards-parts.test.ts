import { describe, expect, test } from 'vitest';
import type { Panel } from '#protocol/board.ts';
import { newQuestion } from '../explore/question.ts';
import { freePlace, movePanel, nudge, overlap } from './arrange.ts';
import { asKind, changeDraft, isChanged, newBoard, newPanel, startDraft, undoDraft } from './draft.ts';
import { stateAt } from './thresholds.ts';
import { chosenOf, chosenText, fillQuestion } from './variables.ts';

const box = (id: string, x: number, y: number, w: number, h: number) => ({ id, at: { x, y, w, h } });
const places = (panels: readonly { id: string; at: { x: number; y: number } }[]) =>
  Object.fromEntries(panels.map(({ id, at }) => [id, [at.x, at.y]]));

describe('panels on the grid', () => {
  const three = [box('a', 0, 0, 6, 4), box('b', 6, 0, 6, 4), box('c', 0, 4, 12, 2)];

  test('give way to the one that is moved, and close the hole it leaves', () => {
    expect(places(movePanel(three, 'c', { x: 0, y: 0, w: 12, h: 2 }))).toEqual({
      c: [0, 0],
      a: [0, 2],
      b: [6, 2],
    });
    expect(places(movePanel(three, 'a', { x: 6, y: 0, w: 6, h: 4 }))).toEqual({
      a: [6, 0],
      b: [6, 4],
      c: [0, 8],
    });
  });

  test('never lie over each other, wherever one is put', () => {
    for (let x = 0; x < 12; x++) {
      for (let y = 0; y < 8; y++) {
        const moved = movePanel(three, 'b', { x, y, w: 5, h: 3 });
        const pairs = moved.flatMap((one, at) =>
          moved.slice(at + 1).map((other) => overlap(one.at, other.at)),
        );
        expect(pairs).not.toContain(true);
      }
    }
  });

  test('stay inside the grid and never become nothing', () => {
    expect(nudge({ x: 10, y: 0, w: 2, h: 1 }, { x: 3, h: -4 })).toEqual({ x: 10, y: 0, w: 2, h: 1 });
    expect(nudge({ x: 0, y: 2, w: 12, h: 4 }, { w: 1, y: -5 })).toEqual({ x: 0, y: 0, w: 12, h: 4 });
  });

  test('a new one takes the first free place', () => {
    expect(freePlace(three.slice(0, 1), 6, 4)).toEqual({ x: 6, y: 0, w: 6, h: 4 });
    expect(freePlace(three, 3, 3)).toEqual({ x: 0, y: 6, w: 3, h: 3 });
  });
});

describe('variables', () => {
  const variables = [
    {
      name: 'room',
      title: '',
      of: 'kind' as const,
      metric: '',
      label: '',
      choice: 'several' as const,
      value: ['A'],
    },
  ];
  const question = {
    ...newQuestion('cpu.usage_active'),
    targets: { ...newQuestion().targets, rooms: ['$room'], kinds: ['server'] },
    labels: [
      { label: 'cpu', is: 'one_of' as const, values: ['$room', 'x'] },
      { label: 'mode', is: 'none_of' as const, values: ['$room'] },
    ],
  };

  test('stand in for what was chosen', () => {
    const filled = fillQuestion(question, { room: ['A', 'B'] });

    expect(filled.targets).toMatchObject({ rooms: ['A', 'B'], kinds: ['server'] });
    expect(filled.labels.map(({ values }) => values)).toEqual([
      ['A', 'B', 'x'],
      ['A', 'B'],
    ]);
  });

  test('of all ask for nothing, and a name that no variable has stays as it is', () => {
    expect(fillQuestion(question, { room: [] })).toMatchObject({ targets: { rooms: [] }, labels: [] });
    expect(fillQuestion(question, {}).targets.rooms).toEqual(['$room']);
  });

  test('stand in the address only where they differ from how the board begins', () => {
    expect(chosenText(variables, { room: ['A'] })).toBeUndefined();
    const text = chosenText(variables, { room: [] });
    expect(chosenOf(variables, text ?? null)).toEqual({ room: [] });
    expect(chosenOf(variables, '{"room":')).toEqual({ room: ['A'] });
  });
});

describe('a draft', () => {
  test('is changed until it is undone, and what changes nothing is no step', () => {
    const start = startDraft(newBoard('Mine'));
    const renamed = changeDraft(start, { ...start.stored, name: 'Other' });

    expect(changeDraft(renamed, { ...renamed.history.now }).history.past).toHaveLength(1);
    expect([isChanged(start), isChanged(renamed), isChanged(undoDraft(renamed))]).toEqual([
      false,
      true,
      false,
    ]);
    expect(undoDraft(start)).toEqual(start);
  });

  test('keeps the question of a panel that becomes another kind', () => {
    const chart = newPanel('chart', [], newQuestion('mem.used_percent'));
    const value = asKind(chart, 'value') as Extract<Panel, { kind: 'value' }>;

    expect(value).toMatchObject({
      id: chart.id,
      question: { metric: 'mem.used_percent', groupBy: [], top: 1 },
    });
    expect(newPanel('text', [chart]).id).not.toBe(chart.id);
  });
});

test('a value has the state of the highest threshold that it reaches, whatever their order', () => {
  const warm = [
    { from: 32, state: 'critical' as const },
    { from: 28, state: 'warning' as const },
  ];
  const left = [
    { from: 0, state: 'critical' as const },
    { from: 7, state: 'warning' as const },
    { from: 30, state: 'ok' as const },
  ];

  expect([27, 28, 40].map((value) => stateAt(value, warm))).toEqual([undefined, 'warning', 'critical']);
  expect([3, 8, 90].map((value) => stateAt(value, left))).toEqual(['critical', 'warning', 'ok']);
});
