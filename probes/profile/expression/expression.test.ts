import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CellTypes, compileExpression, isTrue, type Value } from './expression.ts';

const cells: CellTypes = new Map([
  ['used', { slot: 0, type: 'number' }],
  ['total', { slot: 1, type: 'number' }],
  ['state', { slot: 2, type: ['ok', 'failed', 'absent'] }],
  ['descr', { slot: 3, type: 'text' }],
]);
const missing = Number.NaN;

function evaluate(text: string, row: Value[] = [30, 120, 'failed', 'Fan 1'], words?: string[]): Value {
  return compileExpression(text, cells, words).evaluate(row);
}

describe('an expression', () => {
  it.each([
    ['used * 100 / total', 25],
    ['1 + 2 * 3 - 4 / 2', 5],
    ['(1 + 2) * 3', 9],
    ['-used - -2', -28],
    ['10 - 3 - 2', 5],
    ['used < total', 1],
    ['used >= total or used == 30', 1],
    ['not used == 30', 0],
    ['not (used == 30 and total == 1)', 1],
    ['state == failed', 1],
    ['failed == state', 1],
    ["state != 'failed'", 0],
    ['descr == "Fan 1"', 1],
    ["matches(descr, '^fan \\d')", 1],
    ['max(used, total, 200) - min(used, 7)', 193],
    ['abs(used - total) + round(1.6)', 92],
    ['pow10(-5) * 3 + pow10(2)', 100.00003],
    ['bit(6, 0) * 10 + bit(6, 1)', 1],
    ['if(used > 20, total, 0)', 120],
  ])('%s is %d', (text, value) => {
    expect(evaluate(text)).toBe(value);
  });

  it('comes to a word where a state is wanted', () => {
    const words = ['ok', 'critical'];

    expect(evaluate('if(state == failed, critical, ok)', undefined, words)).toBe('critical');
    expect(compileExpression('if(state == failed, critical, ok)', cells, words).type).toEqual([
      'critical',
      'ok',
    ]);
  });

  it.each([
    ['used + 1', missing],
    ['used < total', missing],
    ['not used', missing],
    ['used == 1 or total == 120', 1],
    ['used == 1 and total == 120', 0],
    ['first(used, total)', 120],
    ['known(used) * 10 + known(state)', 1],
    ['if(used > 1, 2, 3)', missing],
    ['total / 0', missing],
  ])('%s is %d when `used` is missing', (text, value) => {
    expect(evaluate(text, [missing, 120, 'failed', 'x'])).toEqual(value);
  });

  it('takes a missing word for missing', () => {
    expect(evaluate('state == failed', [1, 1, missing, missing])).toBeNaN();
    expect(evaluate("matches(descr, 'x')", [1, 1, missing, missing])).toBeNaN();
    expect(isTrue(missing)).toBe(false);
  });

  it('names the cells that it needs', () => {
    expect(compileExpression('used * 100 / total + used', cells).cells).toEqual(['used', 'total']);
  });

  it.each([
    ['used *', /found the end at character 7 of "used \*"; allowed is a number, a cell/],
    ['used * / 2', /found "\/" at character 8 .*allowed is a number/],
    ['used 2', /found "2" at character 6 .*an operator or the end/],
    ['usd * 2', /found "usd" at character 1 .*a cell: used, total, state, descr/],
    ['state == fialed', /found "fialed" at character 10 .*a word: ok, failed, absent/],
    ['state == 3', /between a number and a text/],
    ['state + 1', /found "a text" at character 1 .*a number/],
    ['(used', /an operator or "\)"/],
    ['sqrt(used)', /found "sqrt\(" .*a function: min, max/],
    ['min(used)', /found "1 arguments" .*min\(a, b/],
    ["matches(descr, '(')", /a regular expression/],
    ['matches(used, "x")', /found "a number" .*a text/],
    ['first(used, descr)', /all of one kind/],
    ['used $ 2', /found "\$ 2" at character 6/],
    ['1 < used < 3', /an operator or the end/],
    ['1e', /found "1e"/],
    ['', /found the end at character 1/],
  ])('%s is refused with its place', (text, message) => {
    expect(() => compileExpression(text, cells)).toThrow(message);
  });

  it('is refused when it nests without end', () => {
    expect(() => compileExpression(`${'('.repeat(400)}1${')'.repeat(400)}`, cells)).toThrow(/60 levels/);
    expect(() => compileExpression(`${'-'.repeat(400)}1`, cells)).toThrow(/60 levels/);
  });

  it('counts as JavaScript does', () => {
    const { tree } = fc.letrec<{ tree: string; leaf: string; node: string }>((tie) => ({
      leaf: fc.oneof(fc.nat(1_000).map(String), fc.constantFrom('used', 'total')),
      node: fc
        .tuple(tie('tree'), fc.constantFrom('+', '-', '*'), tie('tree'), fc.boolean())
        .map(([a, sign, b, inside]) => (inside ? `(${a} ${sign} ${b})` : `${a} ${sign} ${b}`)),
      tree: fc.oneof({ maxDepth: 4, depthSize: 'small' }, tie('leaf'), tie('node')),
    }));
    fc.assert(
      fc.property(tree, fc.integer(), fc.integer(), (text, used, total) => {
        const expected = new Function('used', 'total', `return ${text}`)(used, total);
        expect(evaluate(text, [used, total, missing, missing])).toBe(expected);
      }),
    );
  });

  it('is understood or refused with an ExpressionError, whatever it is', () => {
    const pieces = fc.constantFrom('used', 'state', 'ok', '1', '2.5', '+', '-', '*', '(', ')', ',', '==');
    const more = fc.constantFrom('not', 'and', 'or', '"', "'a'", 'min(', 'if(', 'first(', '<', ' ', '@');
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, more), { maxLength: 12 }), (parts) => {
        let compiled: ReturnType<typeof compileExpression>;
        try {
          compiled = compileExpression(parts.join(' '), cells);
        } catch (error) {
          expect((error as Error).name).toBe('ExpressionError');
          return;
        }
        const value = compiled.evaluate([1, 2, 'ok', 'x']);
        expect(typeof value === 'number').toBe(compiled.type === 'number');
      }),
    );
  });
});
