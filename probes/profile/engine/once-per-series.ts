import type { Reading } from '#probes/probe.ts';
import { seriesKey } from '#protocol/sample.ts';
import type { Column } from '#protocol/schema.ts';

/**
 * Leaves out readings of a series that stands before already, as two sections may tell the same thing. Looks at
 * labels only when other columns come than before.
 */
export function oncePerSeries(): (readings: readonly Reading[]) => { readings: Reading[]; twice: Column[] } {
  let columns: Column[] = [];
  let out = new Set<Column>();

  return (readings) => {
    const isSame =
      columns.length === readings.length && readings.every(({ column }, i) => column === columns[i]);
    if (!isSame) {
      columns = readings.map(({ column }) => column);
      out = repeated(columns);
    }
    if (out.size === 0) return { readings: readings as Reading[], twice: [] };
    return { readings: readings.filter(({ column }) => !out.has(column)), twice: [...out] };
  };
}

function repeated(columns: readonly Column[]): Set<Column> {
  const seen = new Set<string>();
  const out = new Set<Column>();
  for (const column of columns) {
    const key = seriesKey({ target: '', metric: column.metric, labels: column.labels });
    if (seen.has(key)) out.add(column);
    seen.add(key);
  }
  return out;
}
