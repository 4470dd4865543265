import { expect, it } from 'vitest';
import { toCsv } from './csv.ts';

it('quotes what needs it, and leaves numbers as they are', () => {
  expect(
    toCsv([
      ['name', 'value'],
      ['a,"b"', -1.5],
      ['二', null],
    ]),
  ).toBe('name,value\r\n"a,""b""",-1.5\r\n二,');
});

it('keeps a cell from being run as a formula', () => {
  expect(toCsv([['=1+1', '-cmd', '-3']])).toBe("'=1+1,'-cmd,-3");
});
