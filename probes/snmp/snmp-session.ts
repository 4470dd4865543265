/** Numbers joined by dots, without a dot in front. */
export type Oid = string;

/**
 * One value as a device tells it. Integers, counters, gauges and ticks are numbers, a 64-bit counter above 2^53 a
 * bigint; OCTET STRING and Opaque are bytes (an Opaque float is a number); OID and IpAddress are text.
 */
export type SnmpValue = number | bigint | Uint8Array | string;

/** Why a walk of a column ended. All but `whole` leave the column unfinished, and are told to people. */
export type WalkEnd = 'whole' | 'too_many_rows' | 'not_increasing' | 'refused';

/** One column of a table, rows in the order of their index. */
export interface WalkedColumn {
  /** The part of each OID behind the column's own, such as `3` or `1.192.0.2.7`. */
  indexes: string[];
  values: SnmpValue[];
  end: WalkEnd;
}

/** What asking has cost so far. */
export interface SnmpFigures {
  requests: number;
  /** Requests that were sent again because nobody answered. */
  repeats: number;
  values: number;
  /** Answers that were thrown away: from another address, to no question of ours, not understood. */
  strayAnswers: number;
}

/**
 * A conversation with one device. At most as many requests are under way as the device was given (one, unless told
 * otherwise), and the size of a request follows what the device can answer.
 *
 * Every failure is a `ProbeError` whose state says what it was; an aborted signal rejects soon. Nothing is kept open
 * for a device between two conversations but what it taught us (sizes, SNMPv3 engine), which the session keeps.
 */
export interface SnmpSession {
  /** Values in the order of the OIDs; undefined where the device has no such object. Splits by itself. */
  get(oids: readonly Oid[], signal: AbortSignal): Promise<(SnmpValue | undefined)[]>;
  /** Walks columns side by side. A column that the device does not have is empty and `whole`. */
  walk(columns: readonly Oid[], options: WalkOptions, signal: AbortSignal): Promise<WalkedColumn[]>;
  readonly figures: SnmpFigures;
  /** May be called twice. */
  close(): void;
}

export interface WalkOptions {
  /** Rows of one column; more end the walk of that column. */
  maxRows: number;
}

/** What a device was taught by experience or told by its profile not to be asked. */
export interface SnmpManners {
  /** False: GETNEXT only. */
  bulk: boolean;
  /** The most rows a request asks for; halved by experience. */
  repetitions: number;
  /** The most OIDs in one request. */
  oidsPerRequest: number;
  /** Requests under way at once. */
  inFlight: number;
  timeoutMs: number;
  /** Requests after the first that had no answer, each waiting 1.5 times longer. */
  retries: number;
}

export const DEFAULT_MANNERS: SnmpManners = {
  bulk: true,
  repetitions: 25,
  oidsPerRequest: 20,
  inFlight: 1,
  timeoutMs: 2_000,
  retries: 2,
};
