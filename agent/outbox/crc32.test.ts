import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32, ownCrc32 } from './crc32.ts';

test('the check value of CRC-32 comes out', () => {
  const bytes = Buffer.from('123456789');

  expect(crc32(bytes)).toBe(0xcbf43926);
  expect(ownCrc32(bytes, 0, 9)).toBe(0xcbf43926);
});

test('both ways agree on any part of anything', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.nat(20), (bytes, from) => {
      expect(ownCrc32(bytes, from, bytes.length)).toBe(crc32(bytes, from, bytes.length));
    }),
  );
});
