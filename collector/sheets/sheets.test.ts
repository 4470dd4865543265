import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeText, parseCsv, writeCsv } from './csv.ts';
import { readSheet } from './read-sheet.ts';
import { parseXlsx, writeXlsx } from './xlsx.ts';
import { openZip, writeZip } from './zip.ts';

const bytes = (text: string) => Buffer.from(text);
/** Texts as people might type them, with what is special in either format. */
const cell = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom('"', "'", '=', '+', '-', ',', ';', '\t', '\n', ' ', '&', '<', '_x000D_', '机'),
    maxLength: 8,
  }),
);
const table = fc
  .integer({ min: 1, max: 5 })
  .chain((columns) =>
    fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 6 }),
  )
  // A first line says what stands between cells, and a last cell that there are rows at all.
  .map((rows) => [rows[0]!.map((_cell, at) => `c${at}`), ...rows.map((row) => [...row, 'end'])])
  .map(([head, ...rows]) => [[...(head as string[]), 'end'], ...rows]);

test('what is written as CSV is read back as it was, whatever stands in its cells', () => {
  fc.assert(
    fc.property(table, (rows) => {
      expect(parseCsv(decodeText(bytes(writeCsv(rows))))).toEqual(rows);
    }),
    { numRuns: 300 },
  );
});

test('what is written as a workbook is read back as it was, whatever stands in its cells', () => {
  fc.assert(
    fc.property(table, (rows) => {
      expect(parseXlsx(writeXlsx('t', rows))).toEqual(rows);
    }),
    { numRuns: 100 },
  );
});

test('nothing that a CSV holds begins as a formula does, and numbers stay numbers', () => {
  const text = writeCsv([['=cmd|calc', '+1', '-2.5', '@sum', '-x', "'=a"]]);

  expect(text).toBe("\uFEFF'=cmd|calc,+1,-2.5,'@sum,'-x,''=a\r\n");
});

test.each([
  ['UTF-8', bytes('名称,地址\n核心,10.0.0.1')],
  ['UTF-8 with a mark', bytes('\uFEFF名称,地址\r\n核心,10.0.0.1\r\n')],
  ['semicolons', bytes('名称;地址\n核心;10.0.0.1')],
  ['tabs', bytes('名称\t地址\n核心\t10.0.0.1')],
  ['UTF-16, as “Unicode text” is', Buffer.from('\uFEFF名称\t地址\r\n核心\t10.0.0.1', 'utf16le')],
  ['GB18030', Buffer.from('c3fbb3c62cb5d8d6b70abacbd0c42c31302e302e302e31', 'hex')],
])('a CSV in %s is read', (_name, file) => {
  expect(readSheet(file)).toEqual([
    ['名称', '地址'],
    ['核心', '10.0.0.1'],
  ]);
});

test('blank rows within keep the numbers of those below, and those at the end are none', () => {
  expect(readSheet(bytes('name\n\na\n\n\n'))).toEqual([['name'], [''], ['a']]);
});

test('a workbook as other programs write it: shared and rich texts, numbers, gaps, a name of its own', () => {
  const book = writeZip([
    [
      'xl/workbook.xml',
      '<x:workbook><x:sheets><x:sheet name="A" sheetId="4" r:id="r9"/></x:sheets></x:workbook>',
    ],
    [
      'xl/_rels/workbook.xml.rels',
      '<Relationships><Relationship Target="worksheets/a.xml" Id="r9"/></Relationships>',
    ],
    [
      'xl/sharedStrings.xml',
      '<sst><si><t>名称</t></si><si><r><t>a&amp;</t></r><r><t>b</t></r><rPh><t>no</t></rPh></si></sst>',
    ],
    [
      'xl/worksheets/a.xml',
      '<worksheet><cols><col min="1"/></cols><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1"><v>1.0E1</v></c></row>' +
        '<row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3" t="b"><v>1</v></c><c r="C3" t="str"><f>A1</f><v>x</v></c></row></sheetData></worksheet>',
    ],
  ]);

  expect(readSheet(book)).toEqual([['名称', '', '10'], [], ['a&b', 'TRUE', 'x']]);
});

test.each([
  ['empty', bytes('')],
  ['empty', bytes('\n\n')],
  ['open_quote', bytes('name\n"a')],
  ['encoding', Buffer.from([0x6e, 0xff, 0x0a, 0x81])],
  ['old_workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
  ['damaged', Buffer.from('504b0304ffff', 'hex')],
  ['no_workbook', writeZip([['a.txt', 'a']])],
  ['too_large', Buffer.alloc(5 * 1024 * 1024 + 1, 'a')],
  ['too_many_rows', bytes(`name\n${'a\n'.repeat(5_001)}`)],
  [
    'damaged',
    writeZip([
      ['xl/workbook.xml', '<sheet r:id="a"'],
      ['xl/worksheets/sheet1.xml', ''],
    ]),
  ],
])('what cannot be taken is refused with a reason: %s', (code, file) => {
  expect(() => readSheet(file)).toThrow(expect.objectContaining({ code }));
});

test('an archive that would unpack to more than is allowed is not unpacked', () => {
  const bomb = openZip(writeZip([['a', 'a'.repeat(100_000)]]), 1_000);

  expect(() => bomb.text('a')).toThrow(expect.objectContaining({ code: 'too_large' }));
});

test('bytes that are no workbook at all are refused, and nothing else happens', () => {
  const whole = writeXlsx('t', [['name'], ['a']]);
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), (at, value) => {
      const changed = Buffer.from(whole);
      changed[at] = value;
      try {
        readSheet(changed);
      } catch (error) {
        expect((error as { code?: string }).code).toMatch(/^[a-z_]+$/);
      }
    }),
    { numRuns: 200 },
  );
});
