import { EVIDENCE, EVIDENCE_LIMITS, type Evidence, evidenceKey } from '#protocol/evidence.ts';
import type { Fact } from '../probe.ts';
import { maskLiterals } from './mask-literals.ts';
import { plainNumber } from './read-rows.ts';
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

function evidence({ evidence: metric, why }: Statement, { columns, rows, isCut }: Rows): Fact[] {
  if (metric === undefined || rows.length === 0) return [];
  const shown = rows.slice(0, EVIDENCE_LIMITS.lines);
  const data: Evidence = {
    metric,
    labels: {},
    title: why.slice(0, 200),
    form: 'lines',
    lines: shown.map((row) => line(columns, row).slice(0, EVIDENCE_LIMITS.lineLength)),
    omitted: rows.length - shown.length + (isCut ? 1 : 0),
  };
  return [{ kind: EVIDENCE, key: evidenceKey(metric, {}), data }];
}

/** `session: 812 · waits_seconds: 34 · statement: UPDATE …`; what is empty is left out. */
function line(columns: readonly string[], row: readonly Cell[]): string {
  return columns
    .map((name, i) => {
      const text = textOf(row[i] ?? null);
      return text === '' ? '' : `${name}: ${name === 'statement' ? maskLiterals(text) : text}`;
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
