/*
 * What the API answers about many targets at once.
 */

export interface BulkResult {
  id: string;
  name: string;
  what: 'changed' | 'unchanged' | 'removed' | 'refused';
  /** Why it was refused; else empty. */
  code: string;
}
export interface BulkAnswer {
  results: BulkResult[];
  done: number;
}

export interface CellFault {
  /** Null: the whole row. */
  column: string | null;
  code: string;
  found: string;
  allowed: string[];
}
export type RowFate = 'new' | 'changed' | 'unchanged' | 'refused';

/** What an import would do with one row of the file. */
export interface PlannedRow {
  row: number;
  what: RowFate;
  target: string | null;
  name: string;
  changes: { column: string; from: string; to: string }[];
  faults: CellFault[];
}
export interface ImportPlan {
  rows: PlannedRow[];
  counts: Record<RowFate, number>;
  ignored: string[];
  token: string;
  applied: boolean;
}
