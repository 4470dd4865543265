/** Protocol buffers as tests write them: one field after the other. */
export const pb = {
  message: (...fields: Buffer[]) => Buffer.concat(fields),
  bytes: (field: number, value: Uint8Array | string) => {
    const bytes = Buffer.from(value as string);
    return Buffer.concat([varint(field * 8 + 2), varint(bytes.length), bytes]);
  },
  varint: (field: number, value: number | bigint) => Buffer.concat([varint(field * 8), varint(value)]),
  double: (field: number, value: number) => {
    const eight = Buffer.alloc(8);
    eight.writeDoubleLE(value);
    return Buffer.concat([varint(field * 8 + 1), eight]);
  },
  fixed64: (field: number, value: bigint) => {
    const eight = Buffer.alloc(8);
    eight.writeBigUInt64LE(BigInt.asUintN(64, value));
    return Buffer.concat([varint(field * 8 + 1), eight]);
  },
};

export function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

/** A snappy block of one literal. */
export function snappyLiteral(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Math.max(0, bytes.length - 1));
  return bytes.length === 0
    ? varint(0)
    : Buffer.concat([varint(bytes.length), Buffer.from([0xfc]), length, bytes]);
}

/** A series of remote write. */
export function promSeries(
  labels: Readonly<Record<string, string>>,
  ...samples: (readonly [timeMs: number | bigint, value: number])[]
): Buffer {
  return pb.bytes(
    1,
    pb.message(
      ...Object.entries(labels).map(([name, value]) =>
        pb.bytes(1, pb.message(pb.bytes(1, name), pb.bytes(2, value))),
      ),
      ...samples.map(([timeMs, value]) => pb.bytes(2, pb.message(pb.double(1, value), pb.varint(2, timeMs)))),
    ),
  );
}
