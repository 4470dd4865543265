import { describe, expect, test } from 'vitest';
import type { SnmpValue } from '../snmp-session.ts';
import { decodeAnswer } from './answer.ts';
import { TAG } from './ber.ts';
import { startColumn, takeRows } from './column.ts';
import { decodeNotification, encodeInformResponse } from './notification.ts';
import { comesAfter, decodeOid, encodeOid } from './oid.ts';
import { encodeRequest } from './request.ts';
import { type Asked, element, integer, response, type Varbind } from './test-device.ts';
import { readMessageId } from './v3/message-id.ts';
import { decodeValue } from './value.ts';

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const read = (tag: number, hex: string): SnmpValue | undefined => {
  const contents = bytes(hex);
  return decodeValue(contents, tag, 0, contents.length);
};

describe('a value', () => {
  test.each([
    ['an INTEGER', TAG.integer, '7f', 127],
    ['a negative one', TAG.integer, 'ff 01', -255],
    ['one of 32 bits', TAG.integer, '80 00 00 00', -2_147_483_648],
    ['one that is longer than allowed', TAG.integer, '00 00 00 00 00 00 00 05', 5],
    ['a counter', TAG.counter32, '00 ff ff ff ff', 4_294_967_295],
    ['a counter that a device wrote as signed', TAG.counter32, 'ff ff ff fe', 4_294_967_294],
    ['a gauge of -1', TAG.gauge32, 'ff', 4_294_967_295],
    ['ticks', TAG.timeTicks, '01 00 00', 65_536],
    ['an unsigned number of version 1', TAG.unsigned32, '05', 5],
    ['a small 64-bit counter', TAG.counter64, '05', 5],
    ['one of 2^53 - 1', TAG.counter64, '1f ff ff ff ff ff ff', 2 ** 53 - 1],
    ['one of 2^53', TAG.counter64, '20 00 00 00 00 00 00', 2n ** 53n],
    ['one of 2^53 + 1', TAG.counter64, '20 00 00 00 00 00 01', 2n ** 53n + 1n],
    ['the greatest', TAG.counter64, '00 ff ff ff ff ff ff ff ff', 2n ** 64n - 1n],
    ['the greatest without its zero', TAG.counter64, 'ff ff ff ff ff ff ff ff', 2n ** 64n - 1n],
    ['an address', TAG.ipAddress, 'c0 a8 01 fe', '192.168.1.254'],
    ['an address of no family', TAG.ipAddress, 'c0', bytes('c0')],
    ['an OID', TAG.oid, '2b 06 01 04 01 81 c7 24', '1.3.6.1.4.1.25508'],
    ['an OID of the second tree', TAG.oid, '88 37 03', '2.999.3'],
    ['an OID of nothing', TAG.oid, '00', '0.0'],
    ['a broken OID', TAG.oid, '2b 86', undefined],
    ['text', TAG.octetString, 'e6 9c ba', bytes('e6 9c ba')],
    ['empty text', TAG.octetString, '', bytes('')],
    ['a float in an Opaque', TAG.opaque, '9f 78 04 42 28 00 00', 42],
    ['a double in an Opaque', TAG.opaque, '9f 79 08 40 45 00 00 00 00 00 00', 42],
    ['a counter in an Opaque', TAG.opaque, '9f 76 02 01 00', 256],
    ['an integer in an Opaque', TAG.opaque, '9f 7a 01 ff', -1],
    ['another Opaque', TAG.opaque, '04 01 41', bytes('04 01 41')],
    ['an Opaque that is too short', TAG.opaque, '9f 78 04 42', bytes('9f 78 04 42')],
    ['nothing', TAG.null, '', undefined],
    ['noSuchObject', TAG.noSuchObject, '', undefined],
    ['an integer without bytes', TAG.integer, '', undefined],
    ['an integer of a dozen bytes', TAG.integer, '01 01 01 01 01 01 01 01 01 01 01 01', undefined],
    ['an unknown type', 0x5f, '01', undefined],
  ])('that is %s', (_, tag, hex, value) => {
    expect(read(tag, hex)).toEqual(value);
  });
});

describe('an OID', () => {
  test.each(['1.3.6.1.2.1.1.1.0', '0.0', '1.39', '2.999.3', '1.3.127.128.16383.16384.4294967295'])(
    'goes to bytes and back: %s',
    (oid) => {
      const encoded = encodeOid(oid);

      expect(decodeOid(encoded, 0, encoded.length)).toBe(oid);
    },
  );

  test.each([
    '',
    '1',
    '1.',
    '.1.3',
    '1.40',
    '3.1',
    '1.3.-1',
    '1.3.4294967296',
    '1.3.x',
    `1.3${'.1'.repeat(127)}`,
  ])('that is none is refused: "%s"', (oid) => {
    expect(() => encodeOid(oid)).toThrow('is no OID');
  });

  test('comes after another one by its numbers', () => {
    const order = ['1.3.6', '1.3.6.1', '1.3.6.127', '1.3.6.128', '1.3.6.16383', '1.3.6.16384.1', '1.3.7'];
    const encoded = order.map(encodeOid);

    for (const [i, a] of encoded.entries()) {
      for (const [j, b] of encoded.entries()) {
        expect([order[i], order[j], comesAfter(a, 0, a.length, b, 0, b.length)]).toEqual([
          order[i],
          order[j],
          j > i,
        ]);
      }
    }
  });
});

describe('whatever comes in', () => {
  const asked: Asked = {
    bytes: Buffer.alloc(0),
    version: 1,
    community: 'public',
    kind: TAG.getBulk,
    id: 0x12345678,
    repetitions: 2,
    oids: [],
    from: { address: '127.0.0.1', family: 'IPv4', port: 1, size: 0 },
  };
  const columns = ['1.3.6.1.2.1.2.2.1.1', '1.3.6.1.2.1.2.2.1.2', '1.3.6.1.2.1.4.20.1.1'];
  const varbinds: Varbind[] = [
    [`${columns[0]}.1`, TAG.integer, integer(1)],
    [`${columns[1]}.1`, TAG.octetString, Buffer.from('Ten-GigabitEthernet1/0/1')],
    [`${columns[2]}.192.168.100.200`, TAG.ipAddress, bytes('c0 a8 64 c8')],
    [`${columns[0]}.4227121`, TAG.counter64, bytes('00 ff ff ff ff ff ff ff ff')],
    [`${columns[1]}.4227121`, TAG.opaque, bytes('9f 78 04 42 28 00 00')],
    ['1.3.6.1.2.1.5', TAG.endOfMibView, bytes('')],
  ];
  const uptime: Varbind = ['1.3.6.1.2.1.1.3.0', TAG.timeTicks, integer(5)];
  const trap: Varbind = ['1.3.6.1.6.3.1.1.4.1.0', TAG.oid, encodeOid('1.3.6.1.6.3.1.1.5.3')];
  const withTag = (message: Buffer, tag: number) => {
    const copy = Buffer.from(message);
    copy[copy.indexOf(TAG.response)] = tag;
    return copy;
  };
  const seeds = [
    response(asked, varbinds),
    withTag(response(asked, [uptime, trap, ...varbinds]), TAG.inform),
    element(
      TAG.sequence,
      element(TAG.integer, integer(0)),
      element(TAG.octetString, Buffer.from('public')),
      element(
        TAG.trapV1,
        element(TAG.oid, encodeOid('1.3.6.1.4.1.25506')),
        element(TAG.ipAddress, bytes('0a 01 02 03')),
        element(TAG.integer, integer(6)),
        element(TAG.integer, integer(4)),
        element(TAG.timeTicks, integer(1)),
        element(TAG.sequence),
      ),
    ),
    element(
      TAG.sequence,
      element(TAG.integer, integer(3)),
      element(TAG.sequence, element(TAG.integer, integer(77)), element(TAG.integer, integer(65_507))),
      element(TAG.octetString, Buffer.alloc(20)),
    ),
    Buffer.from(
      encodeRequest({ kind: 'getBulk', oids: columns.map(encodeOid), repetitions: 9 }, '2c', asked.bytes, 7),
    ),
  ];

  test('that is whole is read', () => {
    expect(decodeAnswer(seeds[0]!)).toMatchObject({ id: asked.id, errorStatus: 0, errorIndex: 0 });
    expect(decodeNotification(seeds[1]!)).toMatchObject({ kind: 'inform', trapOid: '1.3.6.1.6.3.1.1.5.3' });
    expect(decodeNotification(seeds[2]!)).toMatchObject({ kind: 'trap', trapOid: '1.3.6.1.4.1.25506.0.4' });
    expect(readMessageId(seeds[3]!)).toBe(77);
    expect(seeds.map((seed) => decodeAnswer(seed) !== undefined)).toEqual([true, false, false, false, false]);
  });

  test('that is cut short is never read', () => {
    for (const seed of seeds) {
      for (let length = 0; length < seed.length; length++) {
        expect(decodeAnswer(seed.subarray(0, length))).toBeUndefined();
        expect(decodeNotification(seed.subarray(0, length))).toBeUndefined();
      }
    }
  });

  test('that is changed or made up never throws, never hangs, and never reads beyond its end', () => {
    const random = createRandom(0x5eed);
    let answers = 0;
    let notifications = 0;
    for (let round = 0; round < 150_000; round++) {
      const input = mutate(seeds[round % seeds.length]!, random);
      readMessageId(input);
      const answer = decodeAnswer(input);
      if (answer) {
        answers++;
        const walked = columns.map(startColumn);
        expect(takeRows(walked, answer.varbinds, 4) ?? 0).toBeLessThanOrEqual(input.length);
      }
      const notification = decodeNotification(input);
      if (notification) {
        notifications++;
        if (notification.kind === 'inform')
          expect(encodeInformResponse(input).length).toBeLessThanOrEqual(input.length);
      }
    }
    // Otherwise the changes would be too many to reach what lies deep.
    expect(answers).toBeGreaterThan(2_000);
    expect(notifications).toBeGreaterThan(2_000);
  });
});

/** Some bytes changed, cut out, doubled, or all made up. */
function mutate(seed: Uint8Array, random: () => number): Uint8Array {
  if (random() % 10 === 0) return Uint8Array.from({ length: random() % 80 }, () => random());
  const input = Uint8Array.from(seed);
  for (let changes = 1 + (random() % 4); changes > 0; changes--) {
    const at = random() % input.length;
    input[at] = random() % 4 === 0 ? random() : input[at]! ^ (1 << (random() % 8));
  }
  if (random() % 8 === 0) return input.subarray(0, random() % input.length);
  if (random() % 8 > 0) return input;
  const at = random() % input.length;
  return Uint8Array.from([...input.subarray(0, at), ...input.subarray(random() % input.length)]);
}

/** The same numbers in each run (Marsaglia's xorshift). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
