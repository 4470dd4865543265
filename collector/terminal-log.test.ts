import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { createLog } from './terminal-log.ts';

function terminal() {
  const written: string[] = [];
  const output = {
    isTTY: true,
    write: (text: string) => written.push(stripVTControlCharacters(text).replace(/^\d\d:\d\d:\d\d /, '')),
  };
  return { output, written };
}

test('on a terminal a warning is one short line with its data', () => {
  const { output, written } = terminal();

  createLog('info', output).warn({ agent: 'a1', hostnames: ['x', 'y'] }, 'two machines use one key');

  expect(written).toEqual(['warn  two machines use one key agent=a1 hostnames=["x","y"]\n']);
});

test('a terminal is spared what went well, unless somebody asked for everything', () => {
  const { output, written } = terminal();

  createLog('info', output).info('listening');
  createLog('debug', output).info('listening');

  expect(written).toEqual(['info  listening\n']);
});

test('a mistake in the program brings its stack', () => {
  const { output, written } = terminal();

  createLog('info', output).error({ err: new Error('unexpected') }, 'telling');

  expect(written.join('')).toMatch(/^error telling\nError: unexpected\n\s+at .*terminal-log\.test/);
});
