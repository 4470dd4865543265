import { expect, it } from 'vitest';
import { maskLiterals } from './mask-literals.ts';

it.each([
  ["UPDATE t SET a = 'it''s',\n  b = 12.5e3 WHERE id = -7", "UPDATE t SET a = '?', b = ? WHERE id = ?"],
  ["ALTER ROLE x PASSWORD 'cut off in the mid", "ALTER ROLE x PASSWORD '?'"],
  ["SELECT 'a\\'b', c2, t1.x3 FROM t1", "SELECT '?', c2, t1.x3 FROM t1"],
  ['SELECT $tag$ secret $tag$, $1', "SELECT '?', $1"],
])('%s is shown as %s', (sql, shown) => {
  expect(maskLiterals(sql)).toBe(shown);
});

it('is short', () => {
  expect(maskLiterals(`SELECT ${'x, '.repeat(1_000)}`)).toHaveLength(300);
});
