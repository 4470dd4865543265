import { expect, it } from 'vitest';
import { fitting, versionFits, whyBadRange } from './fits.ts';
import { type Statement, StatementHead } from './statement.ts';

it.each([
  ['>=9.6', [9, 6, 24], true],
  ['>=9.6', [9, 5, 25], false],
  ['>=9.6 <14', [13, 20], true],
  ['>=9.6 <14', [14], false],
  ['=12', [12, 4], true],
  ['=12', [13], false],
  ['>12', [12, 1], true],
  ['<=12', [12], true],
  ['<=12', [12, 1], false],
])('the range %s of version %s: %s', (range, numbers, fits) => {
  expect(versionFits(range, numbers)).toBe(fits);
});

it('says what is wrong with a range', () => {
  expect(whyBadRange('>=9.6 <14')).toBeUndefined();
  expect(whyBadRange('>=9.6, <14')).toMatch(/found ">=9.6,"/);
  expect(whyBadRange('')).toMatch(/found ""/);
});

it('takes of each part the first statement that is for the server', () => {
  const facts = { product: 'Kingbase', version: 'V8', numbers: [9, 6], words: ['kingbase', 'replica'] };

  expect(
    fitting(
      [
        statement('wal-new', 'wal', { version: '>=10' }),
        statement('wal-primary', 'wal', { words: ['!replica'] }),
        statement('wal-kingbase', 'wal', { words: ['kingbase'] }),
        statement('wal-any', 'wal', {}),
        statement('sizes', 'sizes', {}),
      ],
      facts,
    ).map(({ name }) => name),
  ).toEqual(['wal-kingbase', 'sizes']);
});

function statement(name: string, part: string, when: { version?: string; words?: string[] }): Statement {
  return {
    ...StatementHead.parse({ subject: 'database', why: 'a test', when }),
    name,
    part,
    sql: 'SELECT 1',
  };
}
