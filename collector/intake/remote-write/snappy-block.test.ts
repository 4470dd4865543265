import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { snappyLiteral, varint } from '../test-protobuf.ts';
import { SnappyError, snappyLength, unpackSnappy } from './snappy-block.ts';

function unpack(block: Uint8Array): Buffer {
  const output = new Uint8Array(snappyLength(block));
  return Buffer.from(output.subarray(0, unpackSnappy(block, output)));
}

/** Literals and copies as they are drawn, each copy of what is there. */
const packed = fc
  .array(
    fc.oneof(
      fc.record({ literal: fc.uint8Array({ minLength: 1, maxLength: 90 }) }),
      fc.record({ back: fc.nat(200), size: fc.integer({ min: 1, max: 64 }), form: fc.constantFrom(1, 2, 3) }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => {
    const bytes: number[] = [];
    const text: number[] = [];
    for (const part of parts) {
      if ('literal' in part) {
        const length = part.literal.length - 1;
        bytes.push(...(length < 60 ? [length << 2] : [60 << 2, length]), ...part.literal);
        text.push(...part.literal);
        continue;
      }
      const offset = Math.min(part.back + 1, text.length);
      if (offset === 0) continue;
      const size = part.form === 1 ? Math.min(11, Math.max(4, part.size)) : part.size;
      if (part.form === 1) bytes.push(1 | ((size - 4) << 2) | ((offset >> 8) << 5), offset & 0xff);
      else if (part.form === 2) bytes.push(2 | ((size - 1) << 2), offset & 0xff, offset >> 8);
      else bytes.push(3 | ((size - 1) << 2), offset & 0xff, offset >> 8, 0, 0);
      for (let each = 0; each < size; each++) text.push(text[text.length - offset] ?? 0);
    }
    return { block: Buffer.concat([varint(text.length), Buffer.from(bytes)]), text: Buffer.from(text) };
  });

describe('a snappy block', () => {
  it('gives back what was packed, with copies of every form and into themselves', () => {
    fc.assert(
      fc.property(packed, ({ block, text }) => {
        expect(unpack(block).equals(text)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('repeats one byte over and over by a copy that reaches into itself', () => {
    const block = Buffer.from([65, 0, 0x61, 2 | (63 << 2), 1, 0]);
    expect(unpack(block).toString()).toBe('a'.repeat(65));
  });

  it('takes literals with lengths of one to four bytes', () => {
    for (const size of [1, 59, 60, 61, 255, 256, 70_000])
      expect(unpack(snappyLiteral(Buffer.alloc(size, 7))).equals(Buffer.alloc(size, 7))).toBe(true);
    const short = Buffer.concat([varint(300), Buffer.from([61 << 2, 0x2b, 0x01]), Buffer.alloc(300, 7)]);
    expect(unpack(short)).toHaveLength(300);
  });

  it.each([
    ['nothing', [], 'the block ends inside its length at byte 0'],
    ['a length without an end', [0xff, 0xff, 0xff, 0xff, 0xff], 'a length of more than 32 bits at byte 0'],
    ['offset 0', [4, 0, 1, 0x01, 0], 'a copy of what is not there at byte 3'],
    ['a copy from before the beginning', [5, 0, 1, 0x01, 2], 'a copy of what is not there at byte 3'],
    ['a literal beyond the end', [9, 8 << 2, 1], 'the block ends inside a literal at byte 1'],
    ['a cut length of a literal', [9, 62 << 2, 1], 'the block ends inside a literal at byte 1'],
    ['a cut copy', [9, 0, 1, 0x03, 1], 'the block ends inside a copy at byte 3'],
    ['more than it says', [1, 4, 1, 2], 'more than the block says it holds at byte 1'],
    ['a copy of more than it says', [3, 0, 1, 0x01, 1], 'more than the block says it holds at byte 3'],
    ['less than it says', [9, 0, 1], '1 bytes where the block says 9 at byte 3'],
  ])('is refused with %s', (_what, bytes, message) => {
    expect(() => unpack(Buffer.from(bytes))).toThrow(message);
    expect(() => unpack(Buffer.from(bytes))).toThrow(SnappyError);
  });

  it('ends on any bytes and writes nothing beyond its length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.integer({ min: 0, max: 200 }), (bytes, length) => {
        const output = new Uint8Array(length + 8).fill(0xee);
        try {
          unpackSnappy(Buffer.concat([varint(length), bytes]), output);
        } catch (error) {
          expect(error).toBeInstanceOf(SnappyError);
        }
        expect(output.subarray(length).every((byte) => byte === 0xee)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
