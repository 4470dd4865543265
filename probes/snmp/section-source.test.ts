import { describe, expect, it } from 'vitest';
import { nothingLearned } from '../profile/engine/raw.ts';
import { Section } from '../profile/profile.ts';
import { type Presence, snmpSource } from './section-source.ts';
import { deviceOf } from './test-device.ts';

const running = new AbortController().signal;
const MINUTE = 60_000;

function section(given: Record<string, unknown>) {
  return Section.parse({
    name: 'parts',
    kind: 'table',
    readings: [{ metric: 'system.load1', value: '1' }],
    ...given,
  });
}

/** Reads one section of a device; several times with the same memory. */
function reader(text: string) {
  const asked: string[][] = [];
  const device = deviceOf(text, { onAsk: (oids) => asked.push([...oids]) });
  const learned = nothingLearned();
  const presence: Presence = new Map();
  return {
    asked,
    learned,
    async table(given: Record<string, unknown>, nowMs = 0) {
      return snmpSource(device, { learned, presence, nowMs }).table(section(given), running);
    },
    async scalars(...given: Record<string, unknown>[]) {
      const source = snmpSource(device, { learned, presence, nowMs: 0 });
      return source.scalars(
        given.map((each) => section({ kind: 'scalars', ...each })),
        running,
      );
    },
  };
}

describe('single values', () => {
  it('of all sections are asked in one request, each once', async () => {
    const { scalars, asked } = reader('1.1.1.0|2|7\n1.1.2.0|2|8');

    const read = await scalars(
      { read: { a: { oid: '1.1.1.0' }, b: { oid: '1.1.2.0' } } },
      { read: { c: { oid: '1.1.1.0' }, d: { oid: '1.1.9.0' } } },
    );

    expect(asked).toEqual([['1.1.1.0', '1.1.2.0', '1.1.9.0']]);
    expect(read.map(({ columns }) => columns)).toEqual([
      [[7], [8]],
      [[7], [undefined]],
    ]);
  });

  it('that firmware moved are found at the first place that answers, and asked there only', async () => {
    const { scalars, asked, learned } = reader('1.1.5.0|2|7');
    const moved = { read: { a: { one_of: ['1.1.4.0', '1.1.5.0', '1.1.6.0'] } } };

    await scalars(moved);
    const [read] = await scalars(moved);

    expect(read?.columns).toEqual([[7]]);
    expect(asked).toEqual([['1.1.4.0', '1.1.5.0', '1.1.6.0'], ['1.1.5.0']]);
    expect(learned.places).toEqual({ 'parts.a': '1.1.5.0' });
  });
});

describe('the columns of a table', () => {
  it('are laid side by side by their index, in the order of its numbers', async () => {
    const { table } = reader('1.1.1.2|2|12\n1.1.1.10|2|20\n1.1.2.2|2|22\n1.1.2.3|2|23');

    expect(await table({ read: { a: { oid: '1.1.1' }, b: { oid: '1.1.2' } } })).toEqual({
      indexes: ['2', '3', '10'],
      columns: [
        [12, undefined, 20],
        [22, 23, undefined],
      ],
      skipped: [],
    });
  });

  it('may lie in another table, under a part of the index or under what a cell says', async () => {
    const { table } = reader(
      ['1.1.1.0.5.1|2|9', '1.1.1.0.6.1|2|8', '1.2.1.5|4|port 5', '1.3.1.8|4|part 8', '1.3.1.9|4|part 9'].join(
        '\n',
      ),
    );

    const read = await table({
      read: {
        parent: { oid: '1.1.1' },
        port: { oid: '1.2.1', key: [1], as: 'text' },
        part: { oid: '1.3.1', key: ['parent'], as: 'text' },
      },
    });

    expect(read.indexes).toEqual(['0.5.1', '0.6.1']);
    expect(read.columns[1]).toEqual([Buffer.from('port 5'), undefined]);
    expect(read.columns[2]).toEqual([Buffer.from('part 9'), Buffer.from('part 8')]);
  });

  it('may have a single value beside them', async () => {
    const { table } = reader('1.1.1.1|2|9\n1.1.1.2|2|8\n1.9.0|2|3');

    const read = await table({ read: { a: { oid: '1.1.1' }, unit: { oid: '1.9.0', once: true } } });

    expect(read.columns).toEqual([
      [9, 8],
      [3, 3],
    ]);
  });

  it('lose the zero that some cards add to their index', async () => {
    const { table } = reader('1.1.1.1.0|2|9\n1.1.1.2.0|2|8\n1.1.2.1|2|7');

    expect(
      await table({ trim_index: true, read: { a: { oid: '1.1.1' }, b: { oid: '1.1.2' } } }),
    ).toMatchObject({
      indexes: ['1', '2'],
      columns: [
        [9, 8],
        [7, undefined],
      ],
    });
  });

  it('end at the most rows, which is told', async () => {
    const { table } = reader('1.1.1.1|2|9\n1.1.1.2|2|8\n1.1.1.3|2|7');

    expect(await table({ max_rows: 2, read: { a: { oid: '1.1.1' } } })).toMatchObject({
      indexes: ['1', '2'],
      skipped: [{ what: 'parts', why: 'has more rows than are read: 2' }],
    });
  });
});

describe('what a device does not have', () => {
  const columns = { read: { a: { oid: '1.1.1' }, b: { oid: '1.1.2' } } };

  it('is asked for again after ten minutes', async () => {
    const { table, asked } = reader('1.1.1.1|2|9');
    for (const minutes of [0, 1, 9, 10, 11]) await table(columns, minutes * MINUTE);

    expect(asked.map((oids) => oids.includes('1.1.2'))).toEqual([true, false, false, true, false]);
  });

  it('is asked for each time once it was there, and where rows come and go', async () => {
    const { table, asked } = reader('1.9.1|2|9');
    await table({ ...columns, volatile: true }, 0);
    await table({ ...columns, volatile: true }, MINUTE);
    await table(
      { ...columns, readings: [{ metric: 'device.alarm', value: 'a', labels: { alarm: '{a}' } }] },
      2 * MINUTE,
    );

    expect(asked).toHaveLength(3);
  });

  it('is asked for when our clock was set back', async () => {
    const { table, asked } = reader('1.1.1.1|2|9');
    await table(columns, 60 * MINUTE);
    await table(columns, 0);

    expect(asked[1]).toContain('1.1.2');
  });
});
