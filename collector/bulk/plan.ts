import type { Target } from '#collector/inventory/targets.ts';
import type { PollFields } from '#collector/polling/polls.ts';
import type { ColumnKey, NumberKey, Side, TextKey } from './columns.ts';

/** What is wrong with a cell; `code` is what pages have words for. */
export interface Fault {
  /** Null: with the whole row. */
  column: ColumnKey | null;
  code: string;
  /** What stands there. */
  found: string;
  /** What might stand there, at most a few of it. */
  allowed: string[];
}

export interface Change {
  column: ColumnKey;
  from: string;
  to: string;
}

/** What an import will do with one row, as people see it. */
export interface PlannedRow {
  /** As the program counts that shows the sheet: the headings are row 1. */
  row: number;
  what: 'new' | 'changed' | 'unchanged' | 'refused';
  /** Id of the target that it means; null for a new one. */
  target: string | null;
  name: string;
  changes: Change[];
  faults: Fault[];
}

/** A parent: a target that is there, or one that another row of the file makes. */
export type ParentRef = { id: string } | { row: number };

/** Everything of one row that is to be written. */
export interface RowDeed {
  row: number;
  before: Target | undefined;
  organisation: string;
  fields: Partial<Pick<Target, TextKey | NumberKey | 'kind'>>;
  parents: Partial<Record<Side, ParentRef[]>>;
  polls: { probe: string; fields: PollFields }[];
}

export interface ImportPlan {
  rows: PlannedRow[];
  /** Of the rows that change something; none where a row is refused. */
  deeds: RowDeed[];
  columns: ColumnKey[];
  /** Headings that are not known here: nothing of them is read. */
  ignored: string[];
}
