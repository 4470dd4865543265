import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkMessage,
  decodeFrameBody,
  decodeRecordBody,
  encodeFrameBody,
  encodeMessage,
  encodeRecordBody,
  FLAG_BACKLOG,
  ITEM,
  type Item,
  itemBytes,
  MESSAGE_HEADER_BYTES,
  readItems,
  WireError,
  type WireFault,
} from './frame.ts';
import { LIMITS } from './limits.ts';
import { canonicalSchema, type Schema, schemaIdentity } from './schema.ts';

const folder = import.meta.dirname;
/** These bytes were sent by somebody; whatever changes, they must be understood and written the same for ever. */
const GOLDEN_TEXT = readFileSync(join(folder, 'fixtures/wire-v1.txt'), 'utf8');
const GOLDEN = Buffer.from(hexOf(GOLDEN_TEXT), 'hex');

const SCHEMA: Schema = {
  probe: 'disk',
  target: 't1',
  intervalMs: 10_000,
  columns: [
    {
      metric: 'disk.used_percent',
      labels: { path: '/数据', device: 'sda1' },
      kind: 'gauge',
      unit: '%',
    },
    { metric: 'probe.success', labels: { probe: 'disk' }, kind: 'state', unit: '1' },
  ],
};
const EPOCH = '0011223344556677';
const SENT_MS = Date.parse('2026-11-21T10:00:00.123Z');
const TIME_MS = SENT_MS - 123;

describe('the golden message of version 1', () => {
  test('is what this program writes', () => {
    const id = schemaIdentity(SCHEMA);

    const message = encodeMessage(EPOCH, SENT_MS, [
      item(ITEM.schema, 1, Buffer.from(canonicalSchema(SCHEMA))),
      item(ITEM.frame, 2, encodeFrameBody(id, TIME_MS, [81.25, 1])),
      item(ITEM.frame, 2 ** 32 + 5, encodeFrameBody(id, TIME_MS - 10_000, [Number.NaN, 0]), FLAG_BACKLOG),
      item(
        ITEM.record,
        3,
        encodeRecordBody(TIME_MS, '{"target":"t1","kind":"event","key":"k","data":{"温度":21.5}}'),
      ),
    ]);

    expect(Buffer.from(message).toString('hex')).toBe(GOLDEN.toString('hex'));
  });

  test('is understood', () => {
    expect(checkMessage(GOLDEN)).toEqual({ version: 1, items: 4, sentMs: SENT_MS, epoch: EPOCH });

    const [schema, frame, late, record] = readItems(GOLDEN) as [Item, Item, Item, Item];

    expect(JSON.parse(Buffer.from(schema.body).toString())).toEqual(SCHEMA);
    expect(decodeFrameBody(frame.body)).toEqual({
      schemaId: schemaIdentity(SCHEMA),
      timeMs: TIME_MS,
      values: new Float64Array([81.25, 1]),
    });
    expect([late.flags, late.sequence]).toEqual([FLAG_BACKLOG, 2 ** 32 + 5]);
    expect(decodeFrameBody(late.body).values).toEqual(new Float64Array([Number.NaN, 0]));
    expect(decodeRecordBody(record.body).json).toContain('温度');
  });

  test('is the one that the documentation walks through', () => {
    const page = readFileSync(join(folder, '../docs/wire.md'), 'utf8');

    expect(page).toContain(GOLDEN_TEXT);
    expect(page).toContain(schemaIdentity(SCHEMA));
    expect(page).toContain(canonicalSchema(SCHEMA));
    for (const fault of Object.keys(FAULTS)) expect(page).toContain(`\`${fault}\``);
  });

  test('has the same meaning wherever it lies in memory', () => {
    const around = new Uint8Array(GOLDEN.length + 13);
    around.set(GOLDEN, 5);
    const message = around.subarray(5, 5 + GOLDEN.length);

    expect(checkMessage(message).epoch).toBe(EPOCH);
    expect(readItems(message)).toHaveLength(4);
  });
});

describe('a schema', () => {
  test('has one identity, whatever the order of its labels', () => {
    const [first, ...others] = SCHEMA.columns as [Schema['columns'][number], Schema['columns'][number]];
    const turned = {
      ...SCHEMA,
      columns: [{ ...first, labels: { device: 'sda1', path: '/数据' } }, ...others],
    };

    expect(schemaIdentity(turned)).toBe(schemaIdentity(SCHEMA));
  });

  test('has another identity in another order of columns', () => {
    const turned = { ...SCHEMA, columns: [...SCHEMA.columns].reverse() };

    expect(schemaIdentity(turned)).not.toBe(schemaIdentity(SCHEMA));
  });
});

test('whatever is written is read the same', () => {
  const values = fc.array(fc.double(), { minLength: 1, maxLength: 40 });
  const time = fc.double({ min: 0, max: 9_999_999_999_999, noNaN: true });
  const sequence = fc.maxSafeNat();
  const anyItem = fc.oneof(
    fc
      .record({ sequence, time, values, id: fc.uint8Array({ minLength: 16, maxLength: 16 }) })
      .map((it) => item(ITEM.frame, it.sequence, encodeFrameBody(hex(it.id), it.time, it.values))),
    fc
      .record({ sequence, time, text: fc.string({ minLength: 1, unit: 'binary' }) })
      .map((it) => item(ITEM.record, it.sequence, encodeRecordBody(it.time, it.text))),
    fc
      .record({ sequence, text: fc.uint8Array({ minLength: 1, maxLength: 300 }) })
      .map((it) => item(ITEM.schema, it.sequence, it.text)),
  );
  const epoch = fc.uint8Array({ minLength: 8, maxLength: 8 }).map(hex);
  fc.assert(
    fc.property(epoch, time, fc.array(anyItem, { maxLength: 20 }), (epochHex, sentMs, items) => {
      const message = encodeMessage(epochHex, sentMs, items);

      expect(checkMessage(message)).toEqual({ version: 1, items: items.length, sentMs, epoch: epochHex });
      const read = readItems(message);
      expect(read.map((each) => [each.kind, each.flags, each.sequence, hex(each.body)])).toEqual(
        items.map((each) => [each.kind, each.flags, each.sequence, hex(each.body)]),
      );
      expect(message.length % 8).toBe(0);
    }),
    { numRuns: 500 },
  );
});

/** How to break the golden message, and what is said then. */
const FAULTS: Record<WireFault, (bytes: Buffer) => Uint8Array> = {
  truncated: (bytes) => bytes.subarray(0, bytes.length - 1),
  not_a_message: (bytes) => overwrite(bytes, 0, [0x7b]),
  unknown_version: (bytes) => overwrite(bytes, 1, [9]),
  too_large: () => new Uint8Array(LIMITS.messageBytes + 1),
  too_many_items: (bytes) => overwrite(bytes, 2, [0xff, 0xff]),
  unknown_kind: (bytes) => overwrite(bytes, MESSAGE_HEADER_BYTES, [77]),
  bad_length: (bytes) => overwrite(bytes, MESSAGE_HEADER_BYTES + itemBytes(241) + 4, [39]),
  bad_sequence: (bytes) => overwrite(bytes, MESSAGE_HEADER_BYTES + 15, [1]),
  trailing_bytes: (bytes) => Buffer.concat([bytes, Buffer.alloc(8)]),
};

describe('a broken message', () => {
  test.each(Object.entries(FAULTS))('is refused as %s, in a sentence', (fault, broken) => {
    const error = refusalOf(broken(Buffer.from(GOLDEN)));

    expect(error?.fault).toBe(fault);
    expect(error?.message).toMatch(/\w+ \w+/);
  });

  test('in which a time is no time is refused', () => {
    for (const time of [Number.NaN, -1, 1e13, Number.POSITIVE_INFINITY]) {
      const frame = item(ITEM.frame, 1, encodeFrameBody('00'.repeat(16), time, [1]));
      const record = item(ITEM.record, 1, encodeRecordBody(time, '{}'));

      expect(refusalOf(encodeMessage(EPOCH, 1, [frame]))?.fault).toBe('bad_length');
      expect(refusalOf(encodeMessage(EPOCH, 1, [record]))?.fault).toBe('bad_length');
      expect(refusalOf(encodeMessage(EPOCH, time, []))?.fault).toBe('bad_length');
    }
  });

  test('is not written in the first place when it is beyond the limits', () => {
    const large = item(ITEM.schema, 1, new Uint8Array(LIMITS.messageBytes));
    const many = Array.from({ length: LIMITS.itemsPerMessage + 1 }, () =>
      item(ITEM.schema, 1, new Uint8Array(1)),
    );

    expect(() => encodeMessage(EPOCH, 1, [large])).toThrow(RangeError);
    expect(() => encodeMessage(EPOCH, 1, many)).toThrow(RangeError);
  });
});

test('150,000 damaged messages are refused or read within their bounds, and nothing else happens', {
  timeout: 60_000,
}, () => {
  const seed = Date.now() % 2 ** 32;
  const random = generator(seed);
  const heads = Buffer.from(GOLDEN.subarray(0, MESSAGE_HEADER_BYTES + 16));
  const outcomes = { refused: 0, read: 0 };
  for (let round = 0; round < 150_000; round++) {
    const message = damage(round, random, heads);
    try {
      const { items } = checkMessage(message);
      const read = readItems(message);
      if (read.length !== items || !read.every((each) => liesInside(each, message)))
        throw new Error('out of bounds');
      for (const each of read) decode(each);
      outcomes.read++;
    } catch (error) {
      if (!(error instanceof WireError))
        throw new Error(`seed ${seed}, round ${round}: ${hex(message)}`, { cause: error });
      if (error.offset < 0 || error.offset > Math.max(message.length, 24))
        throw new Error(`seed ${seed}: ${error.offset}`);
      outcomes.refused++;
    }
  }

  expect(outcomes.refused).toBeGreaterThan(10_000);
  expect(outcomes.read).toBeGreaterThan(1_000);
});

/** One of six ways to spoil a message. */
function damage(round: number, random: () => number, heads: Buffer): Uint8Array {
  const whole = Buffer.from(GOLDEN);
  const at = Math.floor(random() * whole.length);
  switch (round % 6) {
    case 0:
      return whole.subarray(0, at);
    case 1:
      whole[at] = (whole[at] as number) ^ (1 << Math.floor(random() * 8));
      return whole;
    case 2:
      for (let i = 0; i < 8; i++) whole[Math.floor(random() * whole.length)] = Math.floor(random() * 256);
      return whole;
    case 3: {
      const garbage = Buffer.from(
        Array.from({ length: Math.floor(random() * 200) }, () => Math.floor(random() * 256)),
      );
      return Buffer.concat([heads, garbage]);
    }
    case 4: {
      // A length or a count that points anywhere.
      const fields = [2, MESSAGE_HEADER_BYTES + 4, MESSAGE_HEADER_BYTES + itemBytes(241) + 4];
      const field = fields[Math.floor(random() * fields.length)] as number;
      whole.writeUInt32LE(Math.floor(random() * 2 ** 32), field);
      return whole;
    }
    default:
      return Buffer.from(
        Array.from({ length: Math.floor(random() * 100) }, () => Math.floor(random() * 256)),
      );
  }
}

function decode(each: Item): void {
  if (each.kind === ITEM.frame) decodeFrameBody(each.body);
  else if (each.kind === ITEM.record) decodeRecordBody(each.body);
}

function liesInside({ body }: Item, message: Uint8Array): boolean {
  const begin = message.byteOffset;
  return body.byteOffset >= begin && body.byteOffset + body.length <= begin + message.length;
}

function refusalOf(message: Uint8Array): WireError | undefined {
  try {
    checkMessage(message);
  } catch (error) {
    if (error instanceof WireError) return error;
    throw error;
  }
  return undefined;
}

function overwrite(bytes: Buffer, at: number, values: readonly number[]): Buffer {
  bytes.set(values, at);
  return bytes;
}

function item(kind: Item['kind'], sequence: number, body: Uint8Array, flags = 0): Item {
  return { kind, flags, sequence, body };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** The bytes of an annotated dump: what stands before two spaces or the end of a line. */
function hexOf(text: string): string {
  return text
    .split('\n')
    .map((line) => line.split('  ')[0]?.replaceAll(' ', '') ?? '')
    .join('');
}

/** Small, fast and repeatable by its seed. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
