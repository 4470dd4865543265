import type { ColumnKey } from './columns.ts';
import type { Fault } from './plan.ts';

const LISTED = 20;
const FOUND_LENGTH = 200;

/** Says what is wrong with a cell, or (null) with a whole row. */
export type Tell = (
  column: ColumnKey | null,
  code: string,
  found: string,
  allowed?: readonly string[],
) => void;

/** Tells into a list; what was found and what is allowed are cut to what somebody reads. */
export function tellInto(faults: Fault[]): Tell {
  return (column, code, found, allowed = []) =>
    void faults.push({
      column,
      code,
      found: found.slice(0, FOUND_LENGTH),
      allowed: allowed.slice(0, LISTED),
    });
}
