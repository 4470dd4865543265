import { describe, expect, test } from 'vitest';
import { readDemoOptions } from './options.ts';

describe('the options of a demo', () => {
  test('need not be given', () => {
    expect(readDemoOptions([])).toEqual({
      network: '127.77',
      listen: undefined,
      collectorArgs: [],
      data: undefined,
      everyMs: 30_000,
      speed: 1,
      incidents: [],
      story: false,
    });
  });

  test('say what to begin with, and hand the rest to the collector', () => {
    const argv = '--listen 0.0.0.0:9000 --store memory --every 10s --speed 4 --incident port-flaps --story';

    expect(readDemoOptions(argv.split(' '))).toMatchObject({
      listen: '0.0.0.0:9000',
      collectorArgs: ['--store', 'memory'],
      everyMs: 10_000,
      speed: 4,
      incidents: ['port-flaps'],
      story: true,
    });
  });

  test.each([
    ['--incident flood', '--incident: there is no incident "flood"; allowed are ups-on-battery,'],
    ['--every 1ms', '--every: allowed is a duration from 5s to 1h, found "1ms".'],
    ['--speed 0', '--speed: allowed is a number from 1 to 100, found "0".'],
    ['--network 10.0', '--network: allowed is a network of this machine such as "127.77", found "10.0".'],
    ['--sped 2', 'Did you mean --speed?'],
  ])('%s is refused in a sentence', (argv, sentence) => {
    expect(() => readDemoOptions(argv.split(' '))).toThrow(sentence);
  });

  test.each(['--help', '--list'])('%s is printed', (flag) => {
    expect(readDemoOptions([flag])).toEqual({ print: expect.stringMatching(/incident|ups-on-battery/) });
  });
});
