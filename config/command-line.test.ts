import { describe, expect, test } from 'vitest';
import { type Flag, helpText, readCommandLine } from './command-line.ts';

const FLAGS: Flag[] = [
  { name: 'listen', value: 'ADDRESS', path: ['http', 'listen'], does: 'where to listen' },
  {
    name: 'collector',
    value: 'URL',
    path: ['collectors'],
    many: true,
    does: 'where to send; may be repeated',
  },
  { name: 'config', value: 'FILE', does: 'a YAML file' },
  { name: 'no-agent', path: ['agent'], sets: false, does: 'the collector alone' },
];

describe('what is understood', () => {
  test('flags become overrides with their names, switches set what the table says', () => {
    const { overrides } = readCommandLine(['--listen', '127.0.0.1:1', '--no-agent'], FLAGS);

    expect(overrides).toEqual([
      { path: ['http', 'listen'], value: '127.0.0.1:1', from: '--listen' },
      { path: ['agent'], value: false, from: '--no-agent' },
    ]);
  });

  test('a value may follow an equals sign, and may begin with two dashes then', () => {
    expect(readCommandLine(['--config=--odd=name'], FLAGS).values.config).toBe('--odd=name');
  });

  test('a flag that may be repeated gives a list', () => {
    const { values } = readCommandLine(['--collector', 'a', '--collector=b'], FLAGS);

    expect(values.collector).toEqual(['a', 'b']);
  });

  test('asking for help wins over mistakes', () => {
    expect(readCommandLine(['--nonsense', '--help'], FLAGS).help).toBe(true);
    expect(readCommandLine(['-h'], FLAGS).help).toBe(true);
  });
});

describe('a mistake is told in a sentence', () => {
  test.each([
    [['--lisen', 'x'], '--lisen: there is no such option. Did you mean --listen? --help lists them.'],
    [['--unlike-any'], '--unlike-any: there is no such option. --help lists them.'],
    [['--listen'], '--listen: needs a value: --listen ADDRESS'],
    [['--listen', '--no-agent'], '--listen: needs a value: --listen ADDRESS'],
    [['--listen='], '--listen: needs a value: --listen ADDRESS'],
    [['--no-agent=yes'], '--no-agent: takes no value, found "yes".'],
    [['--listen=a', '--listen=b'], '--listen: is given twice; once is allowed.'],
    [['start'], 'start: not understood here: options begin with two dashes, --help lists them.'],
  ])('%j', (argv, message) => {
    // What follows an unknown flag may be its value; only the first line is looked at.
    expect(messageOf(argv).split('\n')[0]).toBe(message);
  });
});

test('the help is made of the table', () => {
  expect(helpText('Usage: ward', FLAGS)).toBe(
    [
      'Usage: ward',
      '',
      '  --listen ADDRESS  where to listen',
      '  --collector URL   where to send; may be repeated',
      '  --config FILE     a YAML file',
      '  --no-agent        the collector alone',
      '  --help            this text',
    ].join('\n'),
  );
});

function messageOf(argv: string[]): string {
  try {
    readCommandLine(argv, FLAGS);
  } catch (error) {
    return (error as Error).message;
  }
  return 'no mistake found';
}
