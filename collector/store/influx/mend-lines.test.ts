import { expect, it } from 'vitest';
import { conflictOfMessage, conflictsOfLines, parseRefusal } from './conflicts.ts';
import { parseDuration } from './flavour.ts';
import { mendLines } from './mend-lines.ts';

const mend = (text: string, type: string, leaveOut = false) => {
  const { lines, found, lost } = mendLines(
    Buffer.from(text),
    { measurement: 'm', field: 'a', type },
    leaveOut,
  );
  return { lines: lines.toString(), found, lost };
};

it.each([
  ['a whole number', 'm,t=1 a=5,b=1 1000\n', 'integer', 'm,t=1 a=5i,b=1 1000\n', 0],
  [
    'one written with an exponent',
    'm,t=1 a=1e+21 1000\nm,t=1 a=1e3 2000\n',
    'integer',
    'm,t=1 a=1000i 2000\n',
    1,
  ],
  ['a fraction', 'm,t=1 a=5.5,b=1 1000\n', 'integer', 'm,t=1 b=1 1000\n', 1],
  ['the only field of a line', 'm,t=1 a=5.5 1000\nm,t=2 b=1 1000\n', 'integer', 'm,t=2 b=1 1000\n', 1],
  ['an integer', 'm,t=1 b=1,a=5i 1000\n', 'float', 'm,t=1 b=1,a=5 1000\n', 0],
  ['anything, as text', 'm,t=1 a=5,b=1 1000\n', 'string', 'm,t=1 b=1 1000\n', 1],
])('gives %s the type that the database has', (_what, text, type, expected, lost) => {
  expect(mend(text, type)).toMatchObject({ lines: expected, lost });
});

it('leaves other measurements, other fields and tags alone', () => {
  const others = 'mm,t=1 a=5.5 1\nm,a=5.5,t=a\\ \\=x aa=5.5,ba=1 2\n';
  expect(mend(others, 'integer')).toEqual({ lines: others, found: 0, lost: 0 });
});

it('finds the field behind tags with spaces and commas', () => {
  expect(mend('m,host=the\\ host\\,a=7 b=1,a=2 1000\n', 'integer').lines).toBe(
    'm,host=the\\ host\\,a=7 b=1,a=2i 1000\n',
  );
});

it('leaves a field out where a part of the database takes neither type', () => {
  expect(mend('m,t=1 a=5i,b=1 1000\n', 'integer', true)).toEqual({
    lines: 'm,t=1 b=1 1000\n',
    found: 1,
    lost: 1,
  });
});

it('understands how each version words a conflict', () => {
  const message =
    'partial write: field type conflict: input field "a" on measurement "m" is type float, already exists as type integer dropped=3';
  const one = parseRefusal(JSON.stringify({ error: message }))!;
  const two = parseRefusal(
    JSON.stringify({
      code: 'unprocessable entity',
      message: `failure writing points to database: ${message}`,
    }),
  )!;
  const three = parseRefusal(
    JSON.stringify({
      error: 'partial write of line protocol occurred',
      data: [
        {
          original_line: 'm,t=1 a=5',
          line_number: 2,
          error_message:
            "invalid column type for column 'a', expected iox::column_type::field::integer, got iox::column_type::field::float",
        },
      ],
    }),
  )!;

  const conflict = [{ measurement: 'm', field: 'a', type: 'integer' }];
  expect([one.dropped, two.dropped, three.dropped]).toEqual([3, 3, 1]);
  expect([conflictOfMessage(one), conflictOfMessage(two)]).toEqual([conflict, conflict]);
  expect(conflictsOfLines(three, Buffer.from('n,t=1 a=5 1\nm,t=1 a=5 1\n'))).toEqual(conflict);
  expect(parseRefusal('<html>')).toBeUndefined();
});

it.each([
  ['720h0m0s', 2_592_000_000],
  ['30d', 2_592_000_000],
  ['0s', Number.POSITIVE_INFINITY],
  ['none', Number.POSITIVE_INFINITY],
  ['a while', Number.NaN],
])('reads the duration %s', (text, expected) => {
  expect(parseDuration(text)).toBe(expected);
});
