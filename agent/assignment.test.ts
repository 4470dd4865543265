import { describe, expect, test } from 'vitest';
import { planProbes } from './assignment.ts';
import { constantProbe } from './test-probes.ts';

const types = [constantProbe('cpu'), constantProbe('disk'), constantProbe('wmi', { platforms: ['win32'] })];
const bounds = ['cpu', 'disk'];

describe('what an agent runs', () => {
  test('is everything that its platform allows, until somebody says otherwise', () => {
    const plan = planProbes({ types, written: {}, assigned: {}, bounds, platform: 'linux' });

    expect(plan.wanted.map(({ type }) => type.name)).toEqual(['cpu', 'disk']);
    expect(plan.elsewhere).toEqual(['wmi']);
  });

  test('is what its file says, and over that what is assigned', () => {
    const plan = planProbes({
      types,
      written: { cpu: { value: 2 }, disk: false },
      assigned: { disk: { value: 3 } },
      bounds,
      platform: 'linux',
    });

    expect(plan.wanted.map(({ type, config }) => [type.name, config])).toEqual([
      ['cpu', { value: 2 }],
      ['disk', { value: 3 }],
    ]);
  });

  test('can be switched off from afar', () => {
    const plan = planProbes({ types, written: {}, assigned: { cpu: false }, bounds, platform: 'linux' });

    expect(plan.wanted.map(({ type }) => type.name)).toEqual(['disk']);
  });
});

describe('what is assigned in vain is named', () => {
  test.each([
    ['beyond the bounds', { disk: { value: 3 } }, ['cpu'], 'beyond the bounds'],
    ['of a kind that is not here', { oracle: {} }, bounds, 'no such probe'],
    ['with settings that do not fit', { disk: { valeu: 3 } }, bounds, 'Unrecognized key'],
    ['with a value that does not fit', { disk: { value: 'three' } }, bounds, 'value: '],
  ])('%s', (_what, assigned, within, why) => {
    const plan = planProbes({
      types,
      written: { disk: { value: 2 } },
      assigned,
      bounds: within,
      platform: 'linux',
    });

    expect(plan.refused[0]?.why).toContain(why);
    expect(plan.wanted.find(({ type }) => type.name === 'disk')?.config).toEqual({ value: 2 });
  });
});
