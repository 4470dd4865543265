import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Scanner } from './scanner.ts';

describe('the scanner', () => {
  it('reads words and numbers as splitting would', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(), fc.integer()), { minLength: 1 }), (numbers) => {
        const scanner = new Scanner(Buffer.from(`name: ${numbers.join('  ')}\nnext`));

        expect(scanner.word()).toBe('name:');
        for (const number of numbers) expect(scanner.number()).toBe(number);
        expect(scanner.number()).toBeNaN();
        scanner.nextLine();
        expect(scanner.word()).toBe('next');
        expect(scanner.done).toBe(true);
      }),
    );
  });

  it('reads decimals exactly as Number does', () => {
    for (const text of ['0.42', '12345.67', '99.99', '0.00', '-3.5', '7.'])
      expect(new Scanner(Buffer.from(text)).number()).toBe(Number(text));
  });

  it('answers NaN for what is no number and goes on behind it', () => {
    const scanner = new Scanner(Buffer.from('abc 5'));

    expect(scanner.number()).toBeNaN();
    expect(scanner.number()).toBe(5);
  });

  it('stops at the end of the line and of the bytes', () => {
    const scanner = new Scanner(Buffer.from('1\n'));
    scanner.number();

    expect(scanner.number()).toBeNaN();
    expect(scanner.word()).toBe('');
    scanner.nextLine();
    scanner.nextLine();
    expect(scanner.done).toBe(true);
    expect(scanner.number()).toBeNaN();
  });
});
