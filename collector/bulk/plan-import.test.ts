import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { targetFields } from '#collector/api/targets.ts';
import type { Target } from '#collector/inventory/targets.ts';
import type { Poll } from '#collector/polling/polls.ts';
import { parseCsv, writeCsv } from '#collector/sheets/csv.ts';
import { parseXlsx, writeXlsx } from '#collector/sheets/xlsx.ts';
import { NUMBERS, TEXTS } from './columns.ts';
import type { Estate } from './estate.ts';
import { exportRows } from './export-rows.ts';
import { planImport } from './plan-import.ts';

const ORGANISATIONS = [
  { id: 'default', name: '总院' },
  { id: 'o-2', name: '分院' },
];
const CREDENTIALS = [
  { id: 'c-1', organisation: 'default', name: 'core-ro', kind: 'snmp' as const },
  { id: 'c-2', organisation: 'default', name: 'odd; name', kind: 'snmp' as const },
  { id: 'c-3', organisation: 'o-2', name: 'core-ro', kind: 'snmp' as const },
  { id: 'c-4', organisation: 'default', name: 'root', kind: 'ssh' as const },
];

function target(id: string, others: Partial<Target> = {}): Target {
  return {
    id,
    organisation: 'default',
    kind: 'switch',
    name: id,
    host: id,
    address: '',
    zone: '',
    room: '',
    rack: '',
    rackUnit: 0,
    rackUnits: 0,
    owner: '',
    contract: '',
    vendor: '',
    model: '',
    parents: { network: [], power: [], cooling: [], host: [] },
    recognised: null,
    createdAtMs: 0,
    ...others,
  };
}

function poll(of: string, probe: string, others: Partial<Poll> = {}): Poll {
  const how = { credential: null, settings: {}, everyMs: 60_000, enabled: true };
  return { target: of, probe, ...how, changedBy: '', changedAtMs: 0, ...others };
}

function estate(targets: Target[], polls: Poll[] = [], usual: string | undefined = 'default'): Estate {
  return {
    targets,
    polls: Map.groupBy(polls, (each) => each.target),
    organisations: ORGANISATIONS,
    usual,
    credentials: CREDENTIALS,
  };
}

/** The first fault of a sheet of one row. */
function faultOf(cells: Record<string, string>, there = estate([])) {
  const { rows } = planImport([Object.keys(cells), Object.values(cells)], there);
  const [fault] = rows[0]?.faults ?? [];
  return fault && [fault.column, fault.code, fault.found];
}

const text = fc.oneof(
  fc.constantFrom('', '=cmd', "'=a", 'a; b', 'a\\', '  spaced ', 'core', '机房 A', '+86 10', '007'),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
const anyEstate = fc
  .array(
    fc.record({
      name: text,
      organisation: fc.constantFrom('default', 'o-2'),
      kind: fc.constantFrom('switch', 'ups', 'odd_kind'),
      address: text,
      zone: text,
      owner: text,
      model: text,
      rackUnit: fc.nat(60),
      rackUnits: fc.nat(20),
      parents: fc.array(fc.nat(5), { maxLength: 3 }),
      polls: fc.uniqueArray(fc.constantFrom('snmp', 'ping', 'tcp', 'ssh'), { maxLength: 3 }),
      credential: fc.constantFrom('c-1', 'c-2', null),
      settings: fc.constantFrom({}, { port: 1161 }, { note: 'a; "b"' }),
      everyMs: fc.constantFrom(1_000, 1_500, 60_000, 86_400_000),
      enabled: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((wanted) => {
    const targets = wanted.map(
      ({ parents, polls: _polls, credential: _c, settings: _s, everyMs: _e, enabled: _n, ...fields }, at) =>
        target(`t-${at}`, {
          ...fields,
          parents: {
            network: parents
              .filter((parent) => parent < wanted.length && parent !== at)
              .map((parent) => `t-${parent}`),
            power: [],
            cooling: ['not-seen'],
            host: [],
          },
        }),
    );
    const polls = wanted.flatMap(
      ({ polls: probes, credential, settings, everyMs, enabled, organisation }, at) =>
        [...probes].sort().map((probe) =>
          poll(`t-${at}`, probe, {
            credential: probe === 'snmp' && organisation === 'default' ? credential : null,
            settings,
            everyMs,
            enabled,
          }),
        ),
    );
    // The API asks nobody without an address.
    return estate(
      targets,
      polls.filter((each) => (targets.find(({ id }) => id === each.target)?.address ?? '').trim() !== ''),
    );
  });

test('an import of an export changes nothing, in either language and either format', () => {
  fc.assert(
    fc.property(anyEstate, fc.constantFrom('zh' as const, 'en' as const), (there, language) => {
      const rows = exportRows(there.targets, there, language);
      for (const read of [parseCsv(writeCsv(rows)), parseXlsx(writeXlsx('t', rows))]) {
        const plan = planImport(read, there);
        expect(plan.rows.flatMap(({ faults, changes }) => [...faults, ...changes])).toEqual([]);
        expect(plan.rows.every(({ what }) => what === 'unchanged')).toBe(true);
        expect(plan.deeds).toEqual([]);
      }
    }),
    { numRuns: 150 },
  );
});

test('whatever a sheet holds, each of its rows is told of and a refused one keeps all from being written', () => {
  const cell = fc.oneof(
    text,
    fc.constantFrom('switch', 'snmp', 'core-ro', '5', '总院', 't-0', '{"port": 1}', 'yes'),
  );
  const headings = [
    'id',
    '名称',
    'kind',
    'Organisation',
    '地址',
    '起始U位',
    'power',
    'probe',
    'credential',
    'every',
    'asked',
    'settings',
    'odd',
  ];
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 13, maxLength: 13 }), { maxLength: 5 }),
      anyEstate,
      (cells, there) => {
        const { rows, deeds } = planImport([headings, ...cells], there);

        expect(rows).toHaveLength(cells.filter((row) => row.some((each) => each.trim() !== '')).length);
        const refused = rows.filter(({ what }) => what === 'refused');
        for (const { faults } of refused) expect(faults.length).toBeGreaterThan(0);
        if (refused.length > 0) expect(deeds).toEqual([]);
      },
    ),
    { numRuns: 150 },
  );
});

test('a sheet of new switches becomes watched switches, in the words of whoever wrote it', () => {
  const { rows, deeds, ignored } = planImport(
    [
      ['名称', '类型', 'IP 地址', '供电', '探测方式', '凭据', '间隔秒', '备注'],
      ['sw-1', '交换机', '10.0.0.1', 'pdu-1', 'snmp', 'core-ro', '30', 'x'],
      [],
      ['pdu-1', 'UPS', '10.0.0.2', '', 'snmp; ping', 'core-ro;', '1m', ''],
    ],
    estate([]),
  );

  expect(rows.map(({ row, what, target: id }) => [row, what, id])).toEqual([
    [2, 'new', null],
    [4, 'new', null],
  ]);
  expect(ignored).toEqual(['备注']);
  expect(deeds[0]).toMatchObject({
    organisation: 'default',
    fields: { name: 'sw-1', kind: 'switch', address: '10.0.0.1' },
    parents: { power: [{ row: 4 }] },
    polls: [{ probe: 'snmp', fields: { credential: 'c-1', everyMs: 30_000, enabled: true } }],
  });
  expect(deeds[1]?.polls.map(({ probe, fields }) => [probe, fields.credential, fields.everyMs])).toEqual([
    ['snmp', 'c-1', 60_000],
    ['ping', null, 60_000],
  ]);
});

test('a target is found by id, by name and organisation, or by an address that only one of its kind has', () => {
  const there = estate([
    target('t-1', { name: 'core', address: '10.0.0.1' }),
    target('t-2', { name: 'core', organisation: 'o-2' }),
    target('t-3', { name: 'db', kind: 'database', address: '10.0.0.1' }),
    target('t-4', { name: 'twin' }),
    target('t-5', { name: 'twin' }),
  ]);
  const found = (cells: Record<string, string>) => {
    const [row] = planImport([Object.keys(cells), Object.values(cells)], there).rows;
    return [
      row?.what,
      row?.target,
      ...(row?.changes ?? []).map(({ column, from, to }) => `${column}: ${from} → ${to}`),
    ];
  };

  expect(found({ id: 't-1', name: 'new name' })).toEqual(['changed', 't-1', 'name: core → new name']);
  expect(found({ name: 'core', 单位: '分院', room: 'B2' })).toEqual(['changed', 't-2', 'room:  → B2']);
  expect(found({ name: 'sw', address: '10.0.0.1', kind: 'switch' })).toEqual([
    'changed',
    't-1',
    'name: core → sw',
  ]);
  expect(found({ name: 'sw', address: '10.0.0.1', room: 'B', kind: 'ups' })[0]).toBe('new');
  expect(faultOf({ name: 'twin', room: 'B' }, there)).toEqual(['name', 'ambiguous', 'twin']);
  expect(faultOf({ id: 't-9', name: 'twin' }, there)).toEqual(['id', 'unknown_target', 't-9']);
  expect(faultOf({ id: 't-1', organisation: '分院' }, there)).toEqual([
    'organisation',
    'organisation_fixed',
    '分院',
  ]);
});

test.each([
  [{ name: 'a', kind: 'swich' }, ['kind', 'not_one_of', 'swich']],
  [{ name: 'a' }, ['kind', 'needed', '']],
  [{ name: '', kind: 'switch', address: '1.1.1.1' }, ['name', 'needed', '']],
  [{ name: 'a', kind: 'switch', organisation: '别处' }, ['organisation', 'unknown_organisation', '别处']],
  [{ name: 'a', kind: 'switch', rackUnit: '61' }, ['rackUnit', 'not_between', '61']],
  [{ name: 'a', kind: 'switch', rackUnit: '-1' }, ['rackUnit', 'not_between', '-1']],
  [{ name: 'a', kind: 'switch', room: 'x'.repeat(101) }, ['room', 'too_long', 'x'.repeat(101)]],
  [{ name: 'a', kind: 'switch', room: 'x\ny' }, ['room', 'control_characters', 'x␣y']],
  [{ name: 'a', kind: 'switch', power: 'nobody' }, ['power', 'unknown_parent', 'nobody']],
  [{ name: 'a', kind: 'switch', power: 'a' }, ['power', 'own_parent', 'a']],
  [{ name: 'a', kind: 'switch', probe: 'ping' }, ['address', 'address_needed', '']],
  [{ name: 'a', kind: 'switch', address: 'h', probe: 'snpm' }, ['probe', 'unknown_probe', 'snpm']],
  [{ name: 'a', kind: 'switch', address: 'h', probe: 'snmp' }, ['credential', 'credential_needed', '']],
  [
    { name: 'a', kind: 'switch', address: 'h', probe: 'snmp', credential: 'root' },
    ['credential', 'unknown_credential', 'root'],
  ],
  [
    { name: 'a', kind: 'switch', address: 'h', probe: 'ping', every: 'often' },
    ['every', 'not_between', 'often'],
  ],
  [{ name: 'a', kind: 'switch', address: 'h', probe: 'ping; ping' }, ['probe', 'twice', 'ping']],
  [
    { name: 'a', kind: 'switch', address: 'h', probe: 'ping; tcp', credential: 'x; y; z' },
    ['credential', 'other_count', 'x; y; z'],
  ],
  [
    { name: 'a', kind: 'switch', address: 'h', probe: 'ping', asked: 'maybe' },
    ['asked', 'not_one_of', 'maybe'],
  ],
  [
    { name: 'a', kind: 'switch', address: 'h', probe: 'ping', settings: '{' },
    ['settings', 'not_settings', '{'],
  ],
  [
    { name: 'a', kind: 'switch', address: 'h', probe: 'ping', settings: '{"password":"x"}' },
    ['settings', 'secret', 'password'],
  ],
  [{ name: 'a', kind: 'device', address: 'h', probe: 'modbus' }, ['settings', 'setting_needed', '']],
])('a cell that makes no sense is refused with what stands there: %j', (cells, fault) => {
  expect(faultOf(cells as Record<string, string>)).toEqual(fault);
});

test('two rows that mean one target, or make two of one name, are told apart by their rows', () => {
  const { rows } = planImport(
    [
      ['id', 'name', 'kind'],
      ['t-1', '', ''],
      ['', 'sw', 'switch'],
      ['', 'core', ''],
      ['', 'sw', 'switch'],
    ],
    estate([target('t-1', { name: 'core' })]),
  );

  expect(rows.map(({ row, faults }) => [row, faults.map(({ code, allowed }) => [code, ...allowed])])).toEqual(
    [
      [2, []],
      [3, []],
      [4, [['duplicate', '2']]],
      [5, [['duplicate', '3']]],
    ],
  );
});

test('what an empty cell means: nothing for a name, a kind and how it is asked, and nothing left for the others', () => {
  const there = estate(
    [target('t-1', { room: 'B2', rackUnit: 4 })],
    [poll('t-1', 'snmp', { credential: 'c-1' })],
  );

  const { rows } = planImport(
    [
      ['id', 'name', 'kind', 'room', 'rackUnit', 'probe'],
      ['t-1', '', '', '', '', ''],
    ],
    there,
  );

  expect(rows[0]?.changes).toEqual([
    { column: 'room', from: 'B2', to: '' },
    { column: 'rackUnit', from: '4', to: '' },
  ]);
});

test.each([
  ['no_name', [['地点', '类型']]],
  ['column_twice', [['name', '名称']]],
])('a sheet without usable headings is refused whole: %s', (code, sheet) => {
  expect(() => planImport(sheet, estate([]))).toThrow(expect.objectContaining({ code }));
});

test('a cell may be as long as the field that it is for', () => {
  for (const [column, length] of Object.entries(TEXTS)) {
    const field = targetFields[column as keyof typeof TEXTS];
    expect([
      field.safeParse('x'.repeat(length)).success,
      field.safeParse('x'.repeat(length + 1)).success,
    ]).toEqual([true, false]);
  }
  for (const [column, most] of Object.entries(NUMBERS)) {
    const field = targetFields[column as keyof typeof NUMBERS];
    expect([field.safeParse(most).success, field.safeParse(most + 1).success]).toEqual([true, false]);
  }
});
