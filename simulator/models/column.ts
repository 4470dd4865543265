import type { SimulatedObject } from '../snmp/object-table.ts';
import type { SnmpType, SnmpValue } from '../snmp/value.ts';

/** A value that stays, or one that is made when it is asked for; undefined while the device does not have it. */
export type Given = SnmpValue | ((nowMs: number) => SnmpValue | undefined);

/** One object. */
export function object(oid: string, type: SnmpType, given: Given): SimulatedObject {
  return typeof given === 'function' ? { oid, type, at: given } : { oid, type, value: given };
}

/** What the rows of a table hold in one column, by the number of the column. */
export type Columns<Row> = Readonly<Record<number, readonly [SnmpType, (row: Row) => Given | undefined]>>;

/** A table: for each row its index, and what stands in each column. Undefined: this row has no such cell. */
export function table<Row>(
  oid: string,
  rows: readonly Row[],
  index: (row: Row) => string | number,
  columns: Columns<Row>,
): SimulatedObject[] {
  return Object.entries(columns).flatMap(([column, [type, cell]]) =>
    rows.flatMap((row) => {
      const given = cell(row);
      return given === undefined ? [] : [object(`${oid}.${column}.${index(row)}`, type, given)];
    }),
  );
}

/** Scalars below one OID, by their number; each gets its `.0`. */
export function scalars(
  oid: string,
  values: Readonly<Record<string, readonly [SnmpType, Given]>>,
): SimulatedObject[] {
  return Object.entries(values).map(([number, [type, given]]) => object(`${oid}.${number}.0`, type, given));
}
