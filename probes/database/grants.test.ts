import { expect, it } from 'vitest';
import { grantScript } from './grants.ts';
import { readStatement } from './statements.ts';

const make = {
  name: 'testbase',
  account: "CREATE ROLE {user} PASSWORD 'x';",
  products: ['testbase', 'cousin'],
};
const statements = [
  "why: sizes\ngrants: ['GRANT a TO {user}']",
  "why: sessions\ngrants: ['GRANT b TO {user}', 'GRANT a TO {user}']",
  "why: cousins\nwhen: { words: [cousin] }\ngrants: ['GRANT c TO {user}']",
  "why: others\nwhen: { words: ['!cousin'] }\ngrants: ['GRANT d TO {user}']",
].map((head, i) =>
  readStatement(
    { name: `s${i}`, file: '', text: `/*\nsubject: database\nright: one\n${head}\n*/ SELECT 1` },
    'postgres',
  ),
);

it('names each right once, with what it is for', () => {
  expect(grantScript(make, statements, { user: 'watcher' })).toBe(`\
-- An account with which Ward reads testbase: it may read what is listed here, and change nothing.
-- --product makes it for another one: cousin.
CREATE ROLE watcher PASSWORD 'x';

-- sizes
-- sessions
GRANT a TO watcher;

-- sessions
GRANT b TO watcher;

-- others
GRANT d TO watcher;
`);
});

it('is for one product, and for a name that needs no quotes', () => {
  const script = grantScript(make, statements, { user: 'ward', product: 'cousin' });
  expect(script).toContain('GRANT c TO ward;');
  expect(script).not.toContain('GRANT d');

  expect(() => grantScript(make, statements, { user: 'x; DROP ROLE y' })).toThrow(
    /--user: found "x; DROP ROLE y"/,
  );
  expect(() => grantScript(make, statements, { user: 'ward', product: 'uncle' })).toThrow(
    /allowed is one of testbase, cousin/,
  );
});
