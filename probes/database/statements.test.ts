import { describe, expect, it } from 'vitest';
import { readStatement } from './statements.ts';

const read = (text: string) => readStatement({ name: 'sizes', file: 'sizes.sql', text }, 'postgres');

describe('the file of a statement', () => {
  it('says what its rows are and what is asked', () => {
    const statement = read(`/*
subject: database_size
labels: [database]
why: how large each database is
grants: ['GRANT pg_monitor TO {user}']
*/
SELECT datname AS database,
       1 AS bytes -- a comment
  FROM pg_database;
`);

    expect(statement).toMatchObject({
      name: 'sizes',
      part: 'sizes',
      subject: 'database_size',
      labels: ['database'],
      every_s: 0,
    });
    expect(statement.sql).toBe(
      'SELECT datname AS database,\n       1 AS bytes -- a comment\n  FROM pg_database',
    );
  });

  it.each([
    ['SELECT 1', 'sizes.sql:1: begins without a head'],
    ['/*\nsubject: a\nwhy: b\nlable: [c]\n*/\nSELECT 1', 'sizes.sql:4: lable'],
    ['/*\nsubject: a\nwhy: b\nwhen: { version: "9.6+" }\n*/\nSELECT 1', 'when.version: found "9.6+"'],
    ['/*\nsubject: a\nwhy: b\n*/\n\nSELECT 1\n  INTO x', 'sizes.sql:7: INTO is not allowed'],
    ['/*\nsubject: a\nwhy: b\n*/ DROP TABLE x', 'sizes.sql:4: begins with DROP'],
    ['/*\nsubject: a\nwhy: b\n*/', 'there is no statement'],
  ])('that makes no sense is refused with its place: %j', (text, sentence) => {
    expect(() => read(text)).toThrow(sentence);
  });
});
