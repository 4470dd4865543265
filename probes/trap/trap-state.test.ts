import { describe, expect, test } from 'vitest';
import type { Trap } from '../profile/profile.ts';
import { describeTrap } from './describe-trap.ts';
import { createTrapBook } from './trap-book.ts';
import { afterTime, afterTrap, type TrapState } from './trap-state.ts';

const NONE: TrapState = new Map();

describe('the severities of a target', () => {
  test('rise with a trap and fall with the one that clears it', () => {
    const down = afterTrap(NONE, trap('linkDown', { severity: 'warning' }), 1_000);
    const up = afterTrap(down, trap('linkUp', { clears: ['linkDown'] }), 2_000);

    expect(severities(down)).toEqual({ linkDown: 2 });
    expect(severities(up)).toEqual({ linkDown: 0 });
  });

  test('fall when a trap has lasted, which a second one like it prolongs', () => {
    const first = afterTrap(NONE, trap('fan', { severity: 'critical', lasts: 1_000 }), 0);
    const second = afterTrap(first, trap('fan', { severity: 'critical', lasts: 1_000 }), 900);

    expect(severities(afterTime(second, 1_000))).toEqual({ fan: 3 });
    expect(severities(afterTime(second, 1_900))).toEqual({ fan: 0 });
    expect(afterTime(second, 1_000)).toBe(second);
  });

  test('know nothing of traps that only clear, or that only happen', () => {
    const state = afterTrap(NONE, trap('linkUp', { clears: ['linkDown'] }), 0);

    expect(severities(afterTrap(state, trap('login', {}), 0))).toEqual({});
  });

  test('are bounded, whatever a device sends', () => {
    let state = NONE;
    for (let kind = 0; kind < 500; kind++)
      state = afterTrap(state, trap(`t${kind}`, { severity: 'info' }), 0);

    expect(state.size).toBe(50);
  });
});

describe('the book of traps', () => {
  const book = createTrapBook([
    { traps: [trap('a', { oid: '1.3.6.1.4.1.9.0.1' }), trap('b', { oid: '1.3.6.1.4.1.9.7' })] },
    { traps: [trap('other', { oid: '1.3.6.1.4.1.9.0.1' })] },
  ]);

  test.each([
    ['1.3.6.1.4.1.9.0.1', 'a'],
    ['1.3.6.1.4.1.9.1', 'a'],
    ['1.3.6.1.4.1.9.7', 'b'],
    ['1.3.6.1.4.1.9.0.7', 'b'],
    ['1.3.6.1.4.1.9.8', undefined],
    ['1', undefined],
  ])('knows a trap with the zero and without: %s is %s', (oid, name) => {
    expect(book.find(oid)?.name).toBe(name);
  });
});

describe('the description of a trap', () => {
  const received = {
    version: '2c',
    source: '10.0.0.1',
    about: '10.0.0.2',
    oid: '1.3.6.1.4.1.9.0.1',
    varbinds: [
      { oid: '1.1', value: Buffer.from('端口 3', 'utf8') },
      { oid: '1.2', value: Uint8Array.from([0xb6, 0xcb, 0xbf, 0xda]) },
      { oid: '1.3', value: Uint8Array.from([0, 1, 2, 0xff]) },
      { oid: '1.4', value: 18_446_744_073_709_551_615n },
      { oid: '1.5', value: undefined },
    ],
  } as const;

  test('has its values as text, in whatever encoding, or as bytes', () => {
    expect(describeTrap(received, undefined).varbinds.map(({ value }) => value)).toEqual([
      '端口 3',
      '端口',
      '0x000102ff',
      '18446744073709551615',
      '',
    ]);
  });

  test('says what a profile knows, and of an unknown one what is there', () => {
    expect(describeTrap(received, trap('fan', { severity: 'critical', clears: ['x'] }))).toMatchObject({
      name: 'fan',
      severity: 'critical',
      clears: ['x'],
      meaning: { en: 'fan' },
      about: '10.0.0.2',
    });
    expect(describeTrap(received, undefined)).toMatchObject({ name: '', oid: received.oid, clears: [] });
  });
});

function trap(name: string, more: Partial<Trap>): Trap {
  return {
    oid: '1.3.6.1.4.1.9.0.1',
    name,
    clears: [],
    lasts: 3_600_000,
    meaning: { 'zh-CN': name, en: name },
    ...more,
  };
}

function severities(state: TrapState): Record<string, number> {
  return Object.fromEntries([...state].map(([name, { severity }]) => [name, severity]));
}
