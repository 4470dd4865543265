import { describe, expect, it } from 'vitest';
import { databaseProbes } from './database-probes.ts';
import { shippedStatements, statementFiles } from './shipped-statements.ts';

const makes = databaseProbes.filter(({ name }) => statementFiles(name).length > 0);

describe.each(makes.map((probe) => [probe.name, probe] as const))(
  'the statements of %s',
  (name, { metrics }) => {
    const statements = shippedStatements(name);
    const subjects = new Set(metrics.map((metric) => metric.name.split('.')[0]));

    it('are read, and cannot write', () => {
      expect(statements.length).toBeGreaterThan(3);
    });

    it.each(statements.map((statement) => [statement.name, statement] as const))(
      'name what is known: %s',
      (_name, statement) => {
        const { subject, labels, evidence, record } = statement;
        if (record === undefined && evidence === undefined) expect(subjects).toContain(subject);
        if (evidence !== undefined)
          expect(metrics.find((metric) => metric.name === evidence)?.labels).toEqual(labels);
        const known = new Set(
          metrics.flatMap((metric) => (metric.name.startsWith(`${subject}.`) ? metric.labels : labels)),
        );
        expect(labels.filter((label) => !known.has(label))).toEqual([]);
      },
    );

    it('say which right is missing where one is needed', () => {
      for (const { name: each, grants, right } of statements)
        expect([each, right === undefined]).toEqual([each, grants.length === 0]);
    });
  },
);
