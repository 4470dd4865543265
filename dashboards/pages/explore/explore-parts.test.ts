import { describe, expect, test } from 'vitest';
import type { Explored } from '#protocol/explore.ts';
import { csvFile } from '../../ui/csv.ts';
import { createFormats } from '../../words/format.ts';
import { readAddress, writeAddress } from './explore-address.ts';
import { draw, exploredRows, lineName, summary, withEarlier } from './lines.ts';
import { newQuestion } from './question.ts';

const answer: Explored = {
  kind: 'gauge',
  unit: '%',
  over: 'avg',
  firstMs: Date.UTC(2026, 7, 4, 6),
  stepMs: 60_000,
  bins: 3,
  series: 2,
  groups: 2,
  samplesFromMs: null,
  lines: [
    { by: { target: 't1', 'label:cpu': 'cpu0' }, series: 1, values: [1, null, 3], present: null },
    { by: { target: 't2', 'label:cpu': '' }, series: 1, values: [10, 20, 30], present: null },
  ],
  names: { t1: 'web,1' },
};
const named = answer.lines.map((line, color) => ({ line, name: `line ${color}`, color }));
const names = { target: (id: string) => `?${id}`, kind: String, organisation: String, all: 'all' };

describe('an address', () => {
  const of = (route: string) => readAddress(new URLSearchParams(route.split('?')[1]));

  test('gives back everything that was chosen', () => {
    const chosen = {
      question: {
        ...newQuestion('net.bytes_recv'),
        groupBy: ['kind' as const, 'label:interface' as const],
        labels: [{ label: 'interface', is: 'none_of' as const, values: ['lo', 'veth*'] }],
        targets: { ...newQuestion().targets, rooms: ['一号机房'], nameLike: 'web*' },
        over: 'p95' as const,
        across: 'sum' as const,
        top: 5,
        order: 'lowest' as const,
        rank: 'max' as const,
      },
      range: { kind: 'last' as const, span: '7d' as const },
      look: 'stacked' as const,
      compare: 'week' as const,
      alone: 'a · b',
    };

    expect(of(writeAddress(chosen))).toEqual(chosen);
  });

  test('is short where nothing was chosen, and forgives what was cut off', () => {
    const plain = readAddress(new URLSearchParams('metric=cpu.usage_active'));

    expect(writeAddress(plain)).toBe('#/explore?metric=cpu.usage_active&last=1h');
    expect(
      readAddress(new URLSearchParams('metric=a.b&q={"top":-3,"over":"x","labels":[{}],"groupBy":["y"'))
        .question,
    ).toEqual(newQuestion('a.b'));
    expect(
      readAddress(new URLSearchParams('q={"top":-3,"over":"x","labels":[{}],"groupBy":["y"]}')).question,
    ).toEqual({
      ...newQuestion(),
      groupBy: [],
    });
  });
});

describe('lines', () => {
  test('are called by their facts', () => {
    expect(answer.lines.map((line) => lineName(line, answer, names))).toEqual(['web,1 · cpu0', '?t2 · –']);
    expect(lineName({ ...answer.lines[0], by: {} }, answer, names)).toBe('all');
  });

  test('stand on each other where they are stacked, a gap carrying nothing', () => {
    const { data, looks } = draw(answer, named, true);

    expect(looks.map(({ name }) => name)).toEqual(['line 1', 'line 0']);
    expect(data.slice(1)).toEqual([
      [11, 20, 33],
      [1, null, 3],
    ]);
  });

  test('of an earlier time are put behind those of now, by what they are grouped by', () => {
    const earlier = {
      ...answer,
      firstMs: answer.firstMs - 120_000,
      lines: [{ ...answer.lines[0], values: [7, 8, 9] }],
    };
    const { data, looks } = withEarlier(
      draw(answer, named, false),
      named,
      earlier,
      60_000,
      (name) => `${name}'`,
    );

    expect(looks.map(({ name }) => name)).toEqual(['line 0', 'line 1', "line 0'"]);
    expect(data[3]).toEqual([8, 9, null]);
  });

  test('come down to what was read', () => {
    expect(summary(answer.lines[0].values)).toEqual({ last: 3, avg: 2, min: 1, max: 3 });
    expect(summary([null])).toEqual({ last: null, avg: null, min: null, max: null });
  });
});

test('a file for Excel says what it is, and each time in the zone and in UTC', () => {
  const formats = createFormats('zh-CN', 'Asia/Shanghai');

  const rows = exploredRows(answer, ['web,1', '二'], formats, {
    time: '时间（Asia/Shanghai）',
    utc: '时间（UTC）',
  });

  const file = csvFile(rows);
  expect(file.charCodeAt(0)).toBe(0xfeff);
  expect(file.slice(1).split('\r\n').slice(0, 3)).toEqual([
    '时间（Asia/Shanghai）,时间（UTC）,"web,1",二',
    '2026-08-04 14:00:00,2026-08-04T06:00:00Z,1,10',
    '2026-08-04 14:01:00,2026-08-04T06:01:00Z,,20',
  ]);
});
