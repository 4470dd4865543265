import type { Answer } from './answer.ts';
import { compareEncodedOids, decodeOid, encodeOid, encodeTagged, encodeValue, SEQUENCE } from './ber.ts';
import type { SnmpObject, SnmpType, SnmpValue } from './value.ts';

/** An object whose value is made when it is asked for; undefined while the device does not have it. */
export interface LivingObject {
  oid: string;
  type: SnmpType;
  at: (nowMs: number) => SnmpValue | undefined;
}

export type SimulatedObject = SnmpObject | LivingObject;

/** One row of a table, ready to be sent. */
interface Row {
  /** Encoded OID without its tag. */
  key: Buffer;
  type: SnmpType;
  /** OID and value, for those that stay the same. */
  fixed: Buffer | undefined;
  /** Makes OID and value; undefined while the device does not have it. */
  make: ((nowMs: number) => Buffer | undefined) | undefined;
}

/**
 * All objects of a device in their order. Devices that tell the same may share a table, and with it the answers that
 * are remembered.
 */
export class ObjectTable {
  readonly #rows: readonly Row[];
  /** Complete answers by question, but for their id. */
  readonly remembered = new Map<string, Answer>();
  readonly #stepMs: number;
  #momentMs = 0;

  /** With `stepMs` living values stand still for so long, and answers with them are remembered as well. */
  constructor(objects: Iterable<SimulatedObject>, { stepMs = 0 } = {}) {
    this.#stepMs = stepMs;
    const rows = Array.from(objects, toRow).sort((a, b) => compareEncodedOids(a.key, b.key));
    const twice = rows.findIndex((row, at) => at > 0 && rows[at - 1]!.key.equals(row.key));
    if (twice >= 0)
      throw new Error(`A device has each object once, and two are ${decodeOid(rows[twice]!.key)}`);
    this.#rows = rows;
  }

  /** The moment for which living values are made. */
  momentOf(nowMs: number): number {
    if (this.#stepMs === 0) return nowMs;
    const momentMs = nowMs - (nowMs % this.#stepMs);
    if (momentMs !== this.#momentMs) this.remembered.clear();
    this.#momentMs = momentMs;
    return momentMs;
  }

  /** Whether answers with living values may be given again until the moment passes. */
  get standsStill(): boolean {
    return this.#stepMs > 0;
  }

  get size(): number {
    return this.#rows.length;
  }

  isFixed(index: number): boolean {
    return this.#rows[index]!.fixed !== undefined;
  }

  /** Its encoded OID, without tag and length. */
  keyOf(index: number): Uint8Array {
    return this.#rows[index]!.key;
  }

  typeOf(index: number): SnmpType {
    return this.#rows[index]!.type;
  }

  /** OID and value as they are sent; undefined while the device does not have it. */
  encoded(index: number, nowMs: number): Buffer | undefined {
    const row = this.#rows[index]!;
    return row.fixed ?? row.make!(nowMs);
  }

  /** Index of exactly this object; undefined when there is none. */
  find(oid: Uint8Array): number | undefined {
    const index = this.#firstFrom(oid);
    return this.#rows[index]?.key.equals(oid) ? index : undefined;
  }

  /** Index of the first object behind an OID; `size` when there is none. */
  firstBehind(oid: Uint8Array): number {
    const index = this.#firstFrom(oid);
    return this.#rows[index]?.key.equals(oid) ? index + 1 : index;
  }

  /** Whether there are objects below an OID. */
  hasBelow(oid: Uint8Array): boolean {
    const row = this.#rows[this.#firstFrom(oid)];
    return row?.key.subarray(0, oid.length).equals(oid) ?? false;
  }

  #firstFrom(oid: Uint8Array): number {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareEncodedOids(this.#rows[middle]!.key, oid) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function toRow(object: SimulatedObject): Row {
  const key = encodeOid(object.oid);
  const name = encodeTagged(6, key);
  const { type } = object;
  const join = (value: SnmpValue) => encodeTagged(SEQUENCE, Buffer.concat([name, encodeValue(type, value)]));
  if (!('at' in object)) return { key, type, fixed: join(object.value), make: undefined };

  const { at } = object;
  let lastValue: SnmpValue | undefined;
  let lastBytes: Buffer | undefined;
  // Most living values are the same as a moment ago.
  const make = (nowMs: number) => {
    const value = at(nowMs);
    if (value === undefined) return undefined;
    if (value !== lastValue || !lastBytes) {
      lastValue = value;
      lastBytes = join(value);
    }
    return lastBytes;
  };
  return { key, type, fixed: undefined, make };
}
