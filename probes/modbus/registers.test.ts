import { describe, expect, it } from 'vitest';
import { decodeRegister, planRequests, type Register } from './registers.ts';

const register = (address: number, more: Partial<Register> = {}): Register => ({
  table: 'holding',
  address,
  type: 'uint16',
  order: 'high_first',
  ...more,
});
const decode = (words: number[], more: Partial<Register>) =>
  decodeRegister(
    register(10, more),
    { table: more.table ?? 'holding', address: 10, count: words.length },
    words,
  );

describe('requests', () => {
  it('join neighbours, bridge small gaps, and keep tables apart', () => {
    const wanted = [
      register(20),
      register(3),
      register(0, { type: 'float32' }),
      register(3, { table: 'input' }),
    ];

    expect(planRequests(wanted, 125)).toEqual([
      { table: 'holding', address: 0, count: 4 },
      { table: 'holding', address: 20, count: 1 },
      { table: 'input', address: 3, count: 1 },
    ]);
  });

  it('never ask for more than a device gives, nor for half of a value', () => {
    const wanted = [0, 2, 4, 6].map((address) => register(address, { type: 'uint32' }));

    expect(planRequests(wanted, 5)).toEqual([
      { table: 'holding', address: 0, count: 4 },
      { table: 'holding', address: 4, count: 4 },
    ]);
  });

  it('ask once for what is wanted twice', () => {
    expect(planRequests([register(5, { bit: 1 }), register(5, { bit: 2 })], 10)).toEqual([
      { table: 'holding', address: 5, count: 1 },
    ]);
  });
});

describe('a register', () => {
  it.each([
    [[65_535], {}, 65_535],
    [[0xff38], { type: 'int16' }, -200],
    [[1, 2], { type: 'uint32' }, 65_538],
    [[1, 2], { type: 'uint32', order: 'low_first' }, 131_073],
    [[0xffff, 0xfffe], { type: 'int32' }, -2],
    [[0x41bc, 0], { type: 'float32' }, 23.5],
    [[0b100], { bit: 2 }, 1],
    [[0b100], { bit: 1 }, 0],
    [[1], { table: 'coil', type: 'bit' }, 1],
  ] as [number[], Partial<Register>, number][])('%j as %j is %d', (words, more, value) => {
    expect(decode(words, more)).toBe(value);
  });

  it('that a request did not bring has no value', () => {
    expect(decodeRegister(register(9), { table: 'holding', address: 10, count: 1 }, [1])).toBeUndefined();
    expect(decode([1], { type: 'float32' })).toBeUndefined();
  });
});
