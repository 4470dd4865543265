import { seriesKey } from '#protocol/sample.ts';
import { type Column, canonicalSchema, schemaIdentity } from '#protocol/schema.ts';
import type { PushEntries } from '../push-entries.ts';
import { type Place, Sheet } from './sheet.ts';

/** Who pushes names no interval; silence is judged by this one. */
const PUSHED_INTERVAL_MS = 60_000;

/** A series that needs a sheet, with what came of it. */
export interface Item {
  place: Place;
  columns: readonly Column[];
  timesMs: number[];
  /** Those of each time one behind the other. */
  values: number[];
  /** Series that may share a sheet with it. */
  sheetSeries: number;
}

/**
 * Puts series that follow each other, for one target and the same times, on sheets: adds their schemas and rows to the
 * entries. What comes back puts them into place, one sheet each, once the entries are on their way.
 */
export function layOut(items: readonly Item[], probe: string, entries: PushEntries): (() => void)[] {
  const settle: (() => void)[] = [];
  for (let start = 0; start < items.length; ) {
    const first = items[start];
    const there = new Set<string>();
    let end = start;
    while (end < items.length && end - start < first.sheetSeries) {
      // Written otherwise, two of theirs may be one of ours: a schema holds a series once.
      const series = items[end].columns.map((column) => seriesKey({ target: '', ...column }));
      if (end > start && (!goTogether(first, items[end]) || series.some((key) => there.has(key)))) break;
      for (const key of series) there.add(key);
      end++;
    }
    settle.push(writeSheet(items.slice(start, end), probe, entries));
    start = end;
  }
  return settle;
}

function goTogether(a: Item, b: Item): boolean {
  return (
    a.place.target === b.place.target &&
    a.sheetSeries === b.sheetSeries &&
    a.timesMs.length === b.timesMs.length &&
    a.timesMs.every((timeMs, at) => timeMs === b.timesMs[at])
  );
}

function writeSheet(items: readonly Item[], probe: string, entries: PushEntries): () => void {
  const [{ place, timesMs }] = items;
  const columns = items.flatMap((item) => item.columns);
  const schema = { probe, target: place.target, intervalMs: PUSHED_INTERVAL_MS, columns };
  entries.addSchema(canonicalSchema(schema));
  const schemaId = Buffer.from(schemaIdentity(schema), 'hex');
  const row = new Float64Array(columns.length);
  for (let at = 0; at < timesMs.length; at++) {
    let column = 0;
    for (const {
      values,
      place: { width },
    } of items)
      for (let each = 0; each < width; each++) row[column++] = values[at * width + each];
    entries.addRow(schemaId, timesMs[at], row, columns.length);
  }
  return () => {
    const places = items.map((item) => item.place);
    const sheet = new Sheet(schemaId, columns, places);
    let column = 0;
    for (const each of places) {
      each.sheet = sheet;
      each.column = column;
      column += each.width;
    }
  };
}
