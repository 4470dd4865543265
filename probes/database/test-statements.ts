import { describe, expect, it } from 'vitest';
import { figures } from '../host/test-tree.ts';
import type { Measurements, ProbeType } from '../probe.ts';
import { shippedStatements } from './shipped-statements.ts';

/** Rows as the vendor describes them, and what is to be made of them. */
export interface StatementRows {
  columns: readonly string[];
  rows: readonly (readonly (string | number | bigint | null)[])[];
  /** By metric and values of labels, as `figures` names them. */
  readings: Readonly<Record<string, number>>;
}

/** By the name of the statement. */
export type AllRows = Readonly<Record<string, StatementRows>>;

/** What every make of which no server is at hand promises of its statements. */
export function testStatements(
  type: ProbeType<never>,
  rows: AllRows,
  vendor: RegExp,
  collect: (leaveOut: readonly string[]) => Promise<Measurements>,
): void {
  const statements = shippedStatements(type.name);
  const metrics = new Map(type.metrics.map((metric) => [metric.name, metric]));

  describe(`the statements of ${type.name}`, () => {
    it('only read, and each has rows in its test', () => {
      expect(Object.keys(rows).sort()).toEqual(statements.map(({ name }) => name).sort());
    });

    it.each(statements.map((statement) => [statement.name, statement] as const))(
      '%s names its source, its rights, and columns that metrics know',
      (name, { sql, subject, labels, grants, right, source }) => {
        const { columns } = rows[name] as StatementRows;
        const known = columns.filter((column) => !labels.includes(column));

        expect(source).toMatch(vendor);
        expect(grants.length > 0).toBe(right !== undefined);
        expect(columns).toEqual(expect.arrayContaining(labels));
        for (const column of known) {
          expect(metrics.get(`${subject}.${column}`)?.labels, `${subject}.${column}`).toEqual(labels);
        }
        for (const column of columns) {
          expect(sql.toLowerCase()).toMatch(new RegExp(`(?:\\bas|[.,]|select)\\s*["[]?${column}\\b`));
        }
      },
    );

    it.each(statements.map(({ name }) => name))('%s brings its readings', async (name) => {
      const others = statements.map((each) => each.name).filter((each) => each !== name);
      const measurements = await collect(others);
      const { readings } = rows[name] as StatementRows;

      expect(measurements.skipped).toEqual([]);
      expect(figures(measurements)).toMatchObject(readings);
    });
  });
}
