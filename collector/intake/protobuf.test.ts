import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtobufError, ProtobufReader } from './protobuf.ts';
import { pb, varint } from './test-protobuf.ts';

function open(bytes: Uint8Array): ProtobufReader {
  const reader = new ProtobufReader();
  reader.open(bytes);
  return reader;
}

describe('protocol buffers', () => {
  it('reads what is written', () => {
    const bytes = pb.message(pb.varint(1, 300), pb.bytes(2, '中'), pb.double(3, -0.5), pb.fixed64(4, -2n));
    const reader = open(bytes);
    const end = bytes.length;

    expect([reader.tag(end), reader.varint(end)]).toEqual([0x08, 300]);
    expect([reader.tag(end), reader.text(reader.bytesEnd(end))]).toEqual([0x12, '中']);
    expect([reader.tag(end), reader.double(end)]).toEqual([0x19, -0.5]);
    expect(reader.tag(end)).toBe(0x21);
    reader.fixed64(end);
    expect([reader.low, reader.high]).toEqual([0xffff_fffe, 0xffff_ffff]);
    expect(reader.tag(end)).toBe(0);
  });

  it('reads every number of 64 bits, exactly where that is asked for', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const bytes = varint(value);
        expect(open(bytes).bigVarint(bytes.length)).toBe(value);
        const unsigned = BigInt.asUintN(64, value);
        if (unsigned < 2n ** 53n) expect(open(bytes).varint(bytes.length)).toBe(Number(unsigned));
      }),
    );
  });

  it.each([
    ['a number without an end', Buffer.alloc(11, 0xff), 'a number of more than 64 bits at byte 0'],
    [
      'a number of 70 bits',
      Buffer.from([...Buffer.alloc(9, 0xff), 0x7f]),
      'a number of more than 64 bits at byte 0',
    ],
    ['a number that is cut', Buffer.from([0x80]), 'the message ends inside a number at byte 1'],
    ['field 0', Buffer.from([0x02, 0x00]), 'no field at byte 0'],
    ['a group', Buffer.from([0x0b]), 'wire type 3 at byte 1'],
    ['wire type 7', Buffer.from([0x0f]), 'wire type 7 at byte 1'],
    [
      'a length beyond the end',
      Buffer.from([0x0a, 0x05, 0x00]),
      'a length that reaches beyond its message at byte 1',
    ],
    [
      'a length of 2^63',
      Buffer.from([0x0a, ...varint(2n ** 63n)]),
      'a length that reaches beyond its message at byte 1',
    ],
    ['a cut fixed64', Buffer.from([0x09, 1, 2, 3]), 'the message ends inside a number at byte 1'],
    ['a cut fixed32', Buffer.from([0x0d, 1, 2, 3]), 'the message ends inside a number at byte 1'],
  ])('refuses %s', (_what, bytes, message) => {
    expect(() => readAll(bytes)).toThrow(ProtobufError);
    expect(() => readAll(bytes)).toThrow(message);
  });

  it('ends on any bytes, inside them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          readAll(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtobufError);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('says of text that it is not UTF-8', () => {
    const bytes = Buffer.from([0xc3, 0x28]);
    expect(open(bytes).text(2)).toBeUndefined();
  });
});

function readAll(bytes: Uint8Array): void {
  const reader = open(bytes);
  for (let tag = reader.tag(bytes.length); tag !== 0; tag = reader.tag(bytes.length)) {
    const { at } = reader;
    reader.skip(tag, bytes.length);
    expect(reader.at).toBeGreaterThan(at);
    expect(reader.at).toBeLessThanOrEqual(bytes.length);
  }
}
