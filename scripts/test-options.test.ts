import { expect, test } from 'vitest';
import { readOptions } from './test-options.ts';

test('paths restrict the tests, options do what they say', () => {
  expect(readOptions([])).toEqual({ install: true, help: false, paths: [] });
  expect(readOptions(['--no-install', 'agent', 'probes/host'])).toEqual({
    install: false,
    help: false,
    paths: ['agent', 'probes/host'],
  });
});

test('an unknown option is refused with what is allowed', () => {
  expect(readOptions(['--fast'])).toEqual({
    problem: expect.stringMatching(/^Unknown option --fast\.[\s\S]*--no-install/),
  });
});
