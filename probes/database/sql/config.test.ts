import { expect, it } from 'vitest';
import { readConfigText } from '#config/read-config.ts';
import { SqlConfig } from './config.ts';

const read = (queries: string) =>
  readConfigText(`address: 10.1.0.1\ndialect: postgres\nqueries:\n${queries}`, 'agent.yaml', SqlConfig);

it.each([
  [
    '  - sql: DELETE FROM t',
    /^agent\.yaml:4: queries\[0\]\.sql: found "DELETE FROM t"; line 1 of the statement: begins with DELETE/,
  ],
  [
    '  - sql: SELECT 1\n  - name: b\n    sql: |\n      SELECT 1\n      INTO x',
    /^agent\.yaml:6: queries\[1\]\.sql: .*line 2 of the statement: INTO/s,
  ],
  [
    '  - { name: a, sql: SELECT 1 }\n  - { name: a, sql: SELECT 2 }',
    /queries\[1\]\.name: found "a"; another query has this name/,
  ],
  ['  - { sql: SELECT 1, max_rows: 100000 }', /queries\[0\]\.max_rows/],
])('refuses, with the place: %s', (queries, sentence) => {
  expect(() => read(queries)).toThrow(sentence);
});

it('needs no more than a query', () => {
  expect(read('  - sql: SELECT 1').queries).toEqual([
    { name: '', sql: 'SELECT 1', max_rows: 100, job: false },
  ]);
});
