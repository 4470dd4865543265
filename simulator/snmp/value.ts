/** Kinds of values, with the tag that each has on the wire and in recordings. */
export const TAGS = {
  integer: 2,
  octets: 4,
  null: 5,
  oid: 6,
  ip: 64,
  counter32: 65,
  gauge32: 66,
  ticks: 67,
  opaque: 68,
  counter64: 70,
} as const;

export type SnmpType = keyof typeof TAGS;

/**
 * Numbers for integers, counters, gauges and ticks (a 64-bit counter above 2^53 is a bigint), bytes for octets and
 * opaque (an opaque float is a number), text for OIDs and addresses.
 */
export type SnmpValue = number | bigint | Uint8Array | string;

/** One object of a device. */
export interface SnmpObject {
  oid: string;
  type: SnmpType;
  value: SnmpValue;
}
