import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vocabulary } from '#protocol/vocabulary/vocabulary.ts';
import { Section } from '../profile.ts';
import { type Ignored, type SectionOptions, sectionState } from './apply-section.ts';
import { nothingLearned, type RawSection, type RawValue } from './raw.ts';
import { sectionPlan } from './section-plan.ts';

const definitions = new Map(vocabulary.map((each) => [each.name, each]));

/** A section ready to be fed. */
function stateOf(section: Record<string, unknown>, options: Partial<SectionOptions> = {}) {
  const parsed = Section.parse({ name: 'parts', kind: 'table', ...section });
  return sectionState(sectionPlan(parsed, definitions), {
    learned: nothingLearned(),
    object: '',
    isWanted: () => true,
    ...options,
  });
}

/** Rows with a value for each cell. */
function rows(...given: [index: string, ...values: (RawValue | undefined)[]][]): RawSection {
  const width = Math.max(0, ...given.map((row) => row.length - 1));
  return {
    indexes: given.map(([index]) => index),
    columns: Array.from({ length: width }, (_, i) => given.map((row) => row[i + 1] as RawValue | undefined)),
    skipped: [],
  };
}

const names = ({
  readings,
}: {
  readings: readonly { column: { labels: Record<string, string> }; value: number }[];
}) => readings.map(({ column, value }) => [Object.values(column.labels).join('/'), value]);

const text = (value: string) => Buffer.from(value);
const temperatures = {
  read: {
    name: { oid: '1.1.1', as: 'text' },
    celsius: { oid: '1.1.2', ignore: [65_535] },
    most: { oid: '1.1.3', ignore: [0] },
  },
  readings: [
    {
      metric: 'hardware.temperature_celsius',
      value: 'celsius',
      labels: { sensor: '{name}' },
      limits: { high: 'most', critical_high: 'most + 10' },
    },
  ],
};

describe('a table', () => {
  it('gives a reading for each row that has a value, with the limits of the device', () => {
    const { readings } = stateOf(temperatures).apply(
      rows(['1', text('Inlet'), 31, 60], ['2', text('Port'), 65_535, 0], ['3', text('CPU'), 50, 0]),
    );

    expect(readings).toEqual([
      {
        column: {
          metric: 'hardware.temperature_celsius',
          labels: { sensor: 'Inlet' },
          kind: 'gauge',
          unit: '°C',
          limits: { high: 60, criticalHigh: 70 },
        },
        value: 31,
      },
      {
        column: {
          metric: 'hardware.temperature_celsius',
          labels: { sensor: 'CPU' },
          kind: 'gauge',
          unit: '°C',
        },
        value: 50,
      },
    ]);
  });

  it('keeps its columns the same objects, and says "not read" of a value that went away', () => {
    const state = stateOf(temperatures);
    const first = state.apply(rows(['1', text('Inlet'), 31, 60], ['2', text('Port'), 65_535, 0]));
    const second = state.apply(rows(['1', text('Inlet'), 65_535, 60], ['2', text('Port'), 65_535, 0]));

    expect(second.readings[0]?.column).toBe(first.readings[0]?.column);
    expect(names(second)).toEqual([['Inlet', Number.NaN]]);
  });

  it('has another column when the limits of the device change', () => {
    const state = stateOf(temperatures);
    const first = state.apply(rows(['1', text('Inlet'), 31, 60]));
    const second = state.apply(rows(['1', text('Inlet'), 31, 55]));

    expect(second.readings[0]?.column).not.toBe(first.readings[0]?.column);
    expect(second.readings[0]?.column.limits).toEqual({ high: 55, criticalHigh: 65 });
  });

  it('tells rows of the same name apart by their index, and keeps the names', () => {
    const state = stateOf(temperatures);
    const both = rows(['1', text('Fan'), 31, 0], ['7', text('Fan'), 32, 0]);

    expect(names(state.apply(both))).toEqual([
      ['Fan', 31],
      ['Fan #7', 32],
    ]);
    expect(names(state.apply(rows(['7', text('Fan'), 33, 0])))).toEqual([['Fan #7', 33]]);
    expect(names(state.apply(both))).toEqual([
      ['Fan', 31],
      ['Fan #7', 32],
    ]);
  });

  it('lets rows of other metrics have the same name', () => {
    const lines = {
      read: { side: { oid: '1.1.1', as: 'text' }, volts: { oid: '1.1.2' }, load: { oid: '1.1.3' } },
      readings: [
        ['ups.input_voltage_volts', 'volts', 'in'],
        ['ups.output_voltage_volts', 'volts', 'out'],
        ['ups.load_percent', 'load', 'out'],
      ].map(([metric, value, side]) => ({
        metric,
        value,
        where: `side == '${side}'`,
        labels: { line: '{index.1}' },
      })),
    };

    const outcome = stateOf(lines).apply(
      rows(['1.1', text('in'), 231], ['5.1', text('out'), 229, 40], ['9.1', text('out'), 228, 39]),
    );

    expect(outcome.readings.map(({ column }) => `${column.metric} ${column.labels.line}`)).toEqual([
      'ups.input_voltage_volts 1',
      'ups.output_voltage_volts 1',
      'ups.load_percent 1',
      'ups.output_voltage_volts 1 #9.1',
      'ups.load_percent 1 #9.1',
    ]);
  });

  it('calls a row without a name by its index', () => {
    expect(names(stateOf(temperatures).apply(rows(['1.4', text(''), 31, 0])))).toEqual([['1.4', 31]]);
  });

  it('takes a row that is renamed for another one', () => {
    const state = stateOf(temperatures);
    state.apply(rows(['1', text('A'), 31, 0]));

    expect(names(state.apply(rows(['1', text('B'), 32, 0], ['2', text('A'), 33, 0])))).toEqual([
      ['B', 32],
      ['A', 33],
    ]);
  });

  it('leaves out rows and readings by their conditions, with the reason', () => {
    const ignored: Ignored[] = [];
    const state = stateOf({
      read: { present: { oid: '1.1.1' }, state: { oid: '1.1.2', words: { 1: 'ok', 2: 'critical' } } },
      where: 'present == 1',
      why: 'an absent part',
      readings: [
        {
          metric: 'hardware.state',
          value: 'state',
          labels: { type: 'fan', part: '{index}' },
          where: 'index != 3',
        },
      ],
    });

    expect(names(state.apply(rows(['1', 1, 2], ['2', 2, 2], ['3', 1, 2]), ignored))).toEqual([['fan/1', 2]]);
    expect(ignored).toEqual([{ what: 'parts 2', why: 'an absent part' }]);
  });

  it('leaves out what the settings do not want', () => {
    const state = stateOf(temperatures, { isWanted: ({ sensor }) => sensor !== 'Inlet' });

    expect(names(state.apply(rows(['1', text('Inlet'), 31, 0], ['2', text('CPU'), 40, 0])))).toEqual([
      ['CPU', 40],
    ]);
  });

  it('says why a value does not count', () => {
    const ignored: Ignored[] = [];
    stateOf(temperatures).apply(rows(['9', text('Port'), 65_535, 60]), ignored);

    expect(ignored).toEqual([{ what: 'parts celsius 9', why: '65535 means that there is nothing' }]);
  });

  it('without cells that it needs brings nothing', () => {
    const state = stateOf({ ...temperatures, needs: ['most'] });

    expect(state.apply(rows(['1', text('Inlet'), 31, 0]))).toEqual({
      readings: [],
      facts: [],
      isAnswered: false,
    });
    expect(state.apply(rows(['1', text('Inlet'), 31, 60])).isAnswered).toBe(true);
  });

  it('never gives the same series twice, whatever the rows are called', () => {
    const name = fc.constantFrom('a', 'b', '', 'a #2', 'a #2 #3');
    fc.assert(
      fc.property(fc.array(fc.array(name, { maxLength: 8 }), { maxLength: 4 }), (collections) => {
        const state = stateOf(temperatures);
        for (const collection of collections) {
          const given = collection.map(
            (each, i) => [String(i + 1), text(each), i, 0] as [string, Buffer, number, number],
          );
          const told = names(state.apply(rows(...given)));
          expect(new Set(told.map(([label]) => label)).size).toBe(collection.length);
          expect(told.map(([, value]) => value)).toEqual(collection.map((_, i) => i));
        }
      }),
    );
  });
});

describe('rows put together', () => {
  const loads = {
    read: { load: { oid: '1.1.1', within: [0, 100] }, slot: { oid: '1.1.2' } },
    readings: [
      { metric: 'cpu.usage_active', value: 'load', labels: { cpu: 'slot {slot}' }, aggregate: 'avg' },
      { metric: 'device.neighbours', value: '1', aggregate: 'count', where: 'load > 50' },
    ],
  };

  it('are one reading for each set of labels', () => {
    const { readings } = stateOf(loads).apply(rows(['1', 10, 1], ['2', 20, 1], ['3', 70, 2], ['4', 255, 2]));

    expect(names({ readings })).toEqual([
      ['slot 1', 15],
      ['slot 2', 70],
      ['', 1],
    ]);
  });

  it('are counted 0 when none is of the kind, and keep their columns', () => {
    const state = stateOf(loads);
    const first = state.apply(rows(['1', 10, 1]));
    const second = state.apply(rows());

    expect(names(first)).toEqual([
      ['slot 1', 10],
      ['', 0],
    ]);
    expect(names(second)).toEqual([
      ['slot 1', Number.NaN],
      ['', 0],
    ]);
    expect(second.readings.map(({ column }) => column)).toEqual(first.readings.map(({ column }) => column));
  });
});

describe('facts', () => {
  const neighbours = {
    read: { name: { oid: '1.1.1', as: 'text' }, port: { oid: '1.1.2', as: 'text' } },
    facts: [{ kind: 'neighbours', fields: { localPort: '{index.1}', name: '{name}', port: '{port}' } }],
  };

  it('hold all rows in one record, and none when the last one went', () => {
    const state = stateOf(neighbours);

    expect(state.apply(rows()).facts).toEqual([]);
    expect(state.apply(rows(['0.5.1', text('sw-2'), text('Gi1/0/1')])).facts).toEqual([
      { kind: 'neighbours', key: '', data: [{ localPort: '5', name: 'sw-2', port: 'Gi1/0/1' }] },
    ]);
    expect(state.apply(rows()).facts).toEqual([{ kind: 'neighbours', key: '', data: [] }]);
  });
});

describe('scales', () => {
  const frequency = {
    kind: 'scalars',
    read: {
      hertz: { oid: '1.1.1.0', scale: [0.1, 0.01], within: [40, 70] },
      volts: { oid: '1.1.2.0', scale: [1, 0.1], within: [0, 300] },
    },
    readings: [
      { metric: 'ups.output_frequency_hertz', value: 'hertz' },
      { metric: 'ups.input_voltage_volts', value: 'volts' },
    ],
  };

  it('are learned from the first value that leaves no doubt', () => {
    const learned = nothingLearned();
    const state = stateOf(frequency, { learned });

    expect(names(state.apply(rows(['', 5_000, 0])))).toEqual([
      ['', 50],
      ['', 0],
    ]);
    expect(learned.scales).toEqual({ 'parts.hertz': 0.01 });

    state.apply(rows(['', 5_000, 2_300]));
    expect(learned.scales).toEqual({ 'parts.hertz': 0.01, 'parts.volts': 0.1 });
    expect(names(state.apply(rows(['', 5_000, 250])))[1]).toEqual(['', 25]);
  });

  it('may hang on what the device says it is', () => {
    const section = {
      kind: 'scalars',
      read: { celsius: { oid: '1.1.1.0', scale_of: { '1.3.6.1.4.1.935': 0.1, '1.3.6.1.4.1.935.1': 0.01 } } },
      readings: [{ metric: 'ups.battery_temperature_celsius', value: 'celsius' }],
    };
    const of = (object: string) => names(stateOf(section, { object }).apply(rows(['', 280])))[0]?.[1];

    expect(['1.3.6.1.4.1.935.2', '1.3.6.1.4.1.935.1.5', '1.3.6.1.4.1.9351'].map(of)).toEqual([28, 2.8, 280]);
  });
});
