import { evidenceKey } from '#protocol/evidence.ts';
import { evidenceFact } from '../evidence-fact.ts';
import type { Fact } from '../probe.ts';
import { maskLiterals } from './mask-literals.ts';
import { labelOf, plainNumber } from './read-rows.ts';
import type { Cell, Rows } from './session.ts';
import type { Statement } from './statement.ts';

/** What the rows of a statement say beside numbers: records, and lines behind a metric. */
export function rowFacts(statement: Statement, rows: Rows): Fact[] {
  return [...records(statement, rows), ...evidence(statement, rows)];
}

function records({ record }: Statement, { columns, rows }: Rows): Fact[] {
  if (record === undefined) return [];
  return rows.map(([first = null, ...others]) => ({
    kind: record,
    key: textOf(first).slice(0, 200),
    data: Object.fromEntries(columns.slice(1).map((name, i) => [name, jsonOf(others[i] ?? null)])),
  }));
}

/** One record for each series that rows stand behind: those with the same labels. */
function evidence(
  { evidence: metric, labels: names, why }: Statement,
  { columns, rows, isCut }: Rows,
): Fact[] {
  if (metric === undefined) return [];
  const bySeries = new Map<string, { labels: Record<string, string>; rows: (readonly Cell[])[] }>();
  for (const row of rows) {
    const labels = Object.fromEntries(
      names.map((name) => [name, labelOf(row[columns.indexOf(name)] ?? null)]),
    );
    const key = evidenceKey(metric, labels);
    const known = bySeries.get(key) ?? { labels, rows: [] };
    known.rows.push(row);
    bySeries.set(key, known);
  }
  return [...bySeries.values()].map(({ labels, rows: all }) => {
    const lines = all.map((row) => line(columns, row, names));
    return evidenceFact({ metric, labels, title: why, form: 'lines', lines, omitted: isCut ? 1 : 0 });
  });
}

/** `session: 812 · waits_seconds: 34 · statement: UPDATE …`; what is empty, or a label, is left out. */
function line(columns: readonly string[], row: readonly Cell[], labels: readonly string[]): string {
  return columns
    .map((name, i) => {
      const text = textOf(row[i] ?? null);
      return text === '' || labels.includes(name)
        ? ''
        : `${name}: ${name === 'statement' ? maskLiterals(text) : text}`;
    })
    .filter((part) => part !== '')
    .join(' · ');
}

function textOf(cell: Cell): string {
  if (cell === null) return '';
  if (cell instanceof Date) return cell.toISOString();
  if (cell instanceof Uint8Array) return Buffer.from(cell).toString('hex');
  return String(cell)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}

function jsonOf(cell: Cell): string | number | boolean | null {
  if (cell === null || typeof cell === 'boolean') return cell;
  if (typeof cell === 'bigint' || typeof cell === 'number') {
    const value = plainNumber(cell);
    return Number.isFinite(value) ? value : null;
  }
  return textOf(cell).slice(0, 2_000);
}
