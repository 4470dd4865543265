import { SheetError } from './sheet-error.ts';
import { openZip, writeZip } from './zip.ts';

/** As much as a sheet at the limits can hold, and not what a bomb would unpack to. */
const UNPACKED_BYTES = 64 * 1024 * 1024;
/** Rows and columns beyond these are not looked at one by one: a cell may say that it stands in row 1,048,576. */
const ROWS = 20_000;
const COLUMNS = 200;

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The first sheet of a workbook, as texts; of a formula what it came to when it was saved. */
export function parseXlsx(bytes: Buffer): string[][] {
  const zip = openZip(bytes, UNPACKED_BYTES);
  const sheet = zip.text(firstSheet(zip));
  if (sheet === undefined) throw new SheetError('no_sheet', 'a workbook without a sheet');
  const shared = sharedTexts(zip.text('xl/sharedStrings.xml') ?? '');
  const rows: string[][] = [];
  let at = 0;
  for (const { attributes, content } of elements(sheet, 'row')) {
    at = Number(attribute(attributes, 'r') ?? at + 1);
    if (!(at >= 1 && at <= ROWS)) throw tooMany();
    while (rows.length < at) rows.push([]);
    rows[at - 1] = cellsOf(content, shared);
  }
  return rows;
}

function cellsOf(row: string, shared: readonly string[]): string[] {
  const cells: string[] = [];
  let at = -1;
  for (const { attributes, content } of elements(row, 'c')) {
    const place = attribute(attributes, 'r');
    at = place === undefined ? at + 1 : columnOf(place);
    if (at >= COLUMNS) continue;
    while (cells.length < at) cells.push('');
    cells[at] = cellText(attribute(attributes, 't') ?? 'n', content, shared);
  }
  return cells;
}

function cellText(type: string, content: string, shared: readonly string[]): string {
  if (type === 'inlineStr') return texts(content);
  const value = decoded(elements(content, 'v')[0]?.content ?? '');
  if (type === 's') return shared[Number(value)] ?? '';
  if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE';
  // 30.0 and 1.0E2 are how some programs write whole numbers.
  return type === 'n' && value !== '' && Number.isFinite(Number(value)) ? String(Number(value)) : value;
}

function sharedTexts(xml: string): string[] {
  return elements(xml, 'si').map(({ content }) => texts(content));
}

/** What stands in all `t` of it; how it is to be pronounced is left out. */
function texts(content: string): string {
  const spoken = elements(content, 'rPh');
  return elements(content, 't')
    .filter(({ from }) => !spoken.some((each) => each.from < from && from < each.end))
    .map((each) => decoded(each.content))
    .join('');
}

/** The sheet that comes first in the book; its file need not be called `sheet1`. */
function firstSheet(zip: ReturnType<typeof openZip>): string {
  const book = zip.text('xl/workbook.xml');
  if (book === undefined)
    throw new SheetError('no_workbook', 'an archive, and no workbook: save it as .xlsx');
  const relation = attribute(elements(book, 'sheet')[0]?.attributes ?? '', '(?:\\w+:)?id');
  const relations = zip.text('xl/_rels/workbook.xml.rels') ?? '';
  const found = elements(relations, 'Relationship').find(({ attributes }) => {
    return attribute(attributes, 'Id') === relation;
  });
  const target = attribute(found?.attributes ?? '', 'Target') ?? 'worksheets/sheet1.xml';
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`;
}

interface Element {
  attributes: string;
  content: string;
  from: number;
  end: number;
}

/** `<name …>content</name>` and `<name …/>`, with or without a namespace; none of those asked for holds its own kind. */
function elements(xml: string, name: string): Element[] {
  const found: Element[] = [];
  const opening = new RegExp(`<(\\w+:)?${name}(?=[\\s/>])`, 'g');
  // By hand and not by one expression, which would take forever over a file that somebody made for that.
  for (let open = opening.exec(xml); open; open = opening.exec(xml)) {
    const head = placeOf(xml, '>', opening.lastIndex);
    const isEmpty = xml[head - 1] === '/';
    const attributes = xml.slice(opening.lastIndex, isEmpty ? head - 1 : head);
    const closing = `</${open[1] ?? ''}${name}>`;
    const close = isEmpty ? head + 1 : placeOf(xml, closing, head);
    const end = isEmpty ? close : close + closing.length;
    found.push({ attributes, content: isEmpty ? '' : xml.slice(head + 1, close), from: open.index, end });
    opening.lastIndex = end;
  }
  return found;
}

function placeOf(xml: string, wanted: string, from: number): number {
  const at = xml.indexOf(wanted, from);
  if (at < 0) throw new SheetError('damaged', 'not a whole workbook: save it again as .xlsx');
  return at;
}

function attribute(attributes: string, name: string): string | undefined {
  const found = attributes.match(new RegExp(`\\s${name}="([^"]*)"`));
  return found?.[1] === undefined ? undefined : decoded(found[1]);
}

function decoded(text: string): string {
  return text
    .replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{2,4}));/gi, (whole, hex, number, name) => {
      if (name !== undefined) return ENTITIES[name] ?? whole;
      const point = hex === undefined ? Number(number) : Number.parseInt(hex, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    })
    .replace(/_x([0-9A-F]{4})_/g, (_whole, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** `AB12` → 27 */
function columnOf(place: string): number {
  let column = 0;
  for (const letter of place.replace(/\d+$/, '')) column = column * 26 + (letter.charCodeAt(0) - 64);
  return column - 1;
}

/** A workbook of one sheet in which every cell is text, so that nothing in it is run; the first row stays in sight. */
export function writeXlsx(title: string, rows: readonly (readonly string[])[]): Buffer {
  const lines = rows.map((row, at) => {
    const cells = row.map((text) =>
      text === ''
        ? '<c/>'
        : `<c t="inlineStr" s="${at === 0 ? 1 : 0}"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`,
    );
    return `<row>${cells.join('')}</row>`;
  });
  const widths = (rows[0] ?? []).map((_cell, at) => widthOf(rows, at));
  const columns = widths
    .map((width, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1" style="0"/>`)
    .join('');
  return writeZip([
    ['[Content_Types].xml', CONTENT_TYPES],
    ['_rels/.rels', relationships(['officeDocument', 'xl/workbook.xml'])],
    [
      'xl/workbook.xml',
      `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${escaped(title)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      relationships(['worksheet', 'worksheets/sheet1.xml'], ['styles', 'styles.xml']),
    ],
    ['xl/styles.xml', STYLES],
    [
      'xl/worksheets/sheet1.xml',
      `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>${
        columns === '' ? '' : `<cols>${columns}</cols>`
      }<sheetData>${lines.join('')}</sheetData></worksheet>`,
    ],
  ]);
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const CONTENT_TYPES = `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPES}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPES}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPES}.styles+xml"/></Types>`;
/** Both kinds of cells are of the format text (49), so that what people type there stays as typed: 007, 1-2. */
const STYLES = `${HEAD}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="49" applyNumberFormat="1" quotePrefix="1"/><xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>`;

function relationships(...parts: (readonly [kind: string, target: string])[]): string {
  const listed = parts.map(
    ([kind, target], at) => `<Relationship Id="rId${at + 1}" Type="${OFFICE}/${kind}" Target="${target}"/>`,
  );
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${listed.join('')}</Relationships>`;
}

/** Wide characters count twice. */
function widthOf(rows: readonly (readonly string[])[], column: number): number {
  let most = 6;
  for (const row of rows.slice(0, 200)) {
    let width = 2;
    for (const character of row[column] ?? '') width += character > '\u2e80' ? 2 : 1;
    most = Math.max(most, width);
  }
  return Math.min(most, 48);
}

/** Control characters have no place in XML, and what looks like their escape is escaped itself. */
function escaped(text: string): string {
  return (
    text
      .replace(/_(?=x[0-9A-F]{4}_)/g, '_x005F_')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is replaced
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\r\ufffe\uffff]/g, (character) => {
        return `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;
      })
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  );
}

function tooMany(): SheetError {
  return new SheetError('too_many_rows', `a row beyond ${ROWS}: remove what is not to be imported`);
}
