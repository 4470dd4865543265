import { END_OF_VIEW, encodeLength, NO_SUCH_INSTANCE, NO_SUCH_OBJECT, SEQUENCE } from './ber.ts';
import type { ObjectTable } from './object-table.ts';
import { PDU, type Request } from './request.ts';

/** What goes wrong with a request, as version 1 and 2c tell it. */
export const ERRORS = { none: 0, tooBig: 1, noSuchName: 2, genErr: 5, notWritable: 17 } as const;

export interface AnswerLimits {
  /** Bytes of the longest answer. */
  maxBytes: number;
  /** Values in one answer; more are answered with tooBig. */
  tooBigAbove: number;
  /** GETBULK is answered with genErr. */
  noBulk: boolean;
  /** Objects behind the one with this OID are followed by it again. */
  loopAt: Buffer | undefined;
}

export interface Answer {
  bytes: Buffer;
  values: number;
  /** The same question will have the same answer. */
  fixed: boolean;
}

/** Makes answers, one at a time, in a buffer of its own. */
export class Answerer {
  readonly #buffer = Buffer.allocUnsafe(room + 2 * 65_536);
  #end = room;
  #values = 0;
  #fixed = true;

  /** Undefined for what a device does not answer at all. */
  answer(
    request: Request,
    bytes: Buffer,
    table: ObjectTable,
    limits: AnswerLimits,
    nowMs: number,
  ): Answer | undefined {
    this.#end = room;
    this.#values = 0;
    this.#fixed = true;

    const failure = this.#collect(request, table, limits, nowMs);
    if (failure === undefined) return undefined;
    if (failure.error !== ERRORS.none) this.#echo(request, bytes, failure.error);
    return {
      bytes: this.#wrap(request, failure.error, failure.index),
      values: this.#values,
      fixed: this.#fixed,
    };
  }

  #collect(request: Request, table: ObjectTable, limits: AnswerLimits, nowMs: number): Failure | undefined {
    if (request.pdu === PDU.getBulk) {
      if (request.version === 0) return undefined;
      return limits.noBulk ? { error: ERRORS.genErr, index: 0 } : this.#bulk(request, table, limits, nowMs);
    }
    if (request.pdu === PDU.set) {
      return { error: request.version === 0 ? ERRORS.noSuchName : ERRORS.notWritable, index: 1 };
    }
    if (request.pdu !== PDU.get && request.pdu !== PDU.getNext) return undefined;
    if (request.oids.length > limits.tooBigAbove) return { error: ERRORS.tooBig, index: 0 };

    for (let at = 0; at < request.oids.length; at++) {
      const oid = request.oids[at]!;
      const index =
        request.pdu === PDU.get
          ? this.#existing(table.find(oid), table, nowMs)
          : this.#following(oid, table, limits, request.version, nowMs);
      if (index === undefined && request.version === 0) return { error: ERRORS.noSuchName, index: at + 1 };
      if (index !== undefined) this.#putRow(table, index, nowMs);
      else if (request.pdu === PDU.getNext) this.#putNothing(oid, END_OF_VIEW);
      else this.#putNothing(oid, whyMissing(table, oid));
      if (this.#length(request) > limits.maxBytes) return { error: ERRORS.tooBig, index: 0 };
    }
    return fine;
  }

  /** Rows side by side: one of each column, then the next of each, until the answer is full. */
  #bulk(request: Request, table: ObjectTable, limits: AnswerLimits, nowMs: number): Failure {
    const once = Math.max(0, Math.min(request.second, request.oids.length));
    const repetitions = Math.max(0, request.third);
    const asked = once + (request.oids.length - once) * repetitions;
    if (asked > limits.tooBigAbove) return { error: ERRORS.tooBig, index: 0 };

    const names: Uint8Array[] = [...request.oids];
    for (let round = 0; round < Math.max(1, repetitions); round++) {
      let alive = false;
      for (let at = round === 0 ? 0 : once; at < names.length; at++) {
        if (at >= once && repetitions === 0) break;
        const before = this.#end;
        const index = this.#following(names[at]!, table, limits, request.version, nowMs);
        if (index === undefined) this.#putNothing(names[at]!, END_OF_VIEW);
        else names[at] = this.#putRow(table, index, nowMs);
        if (index !== undefined) alive = true;
        if (this.#length(request) <= limits.maxBytes) continue;
        this.#end = before;
        this.#values--;
        return this.#values === 0 ? { error: ERRORS.tooBig, index: 0 } : fine;
      }
      if (!alive) break;
    }
    return fine;
  }

  #existing(index: number | undefined, table: ObjectTable, nowMs: number): number | undefined {
    return index !== undefined && table.encoded(index, nowMs) ? index : undefined;
  }

  #following(
    oid: Uint8Array,
    table: ObjectTable,
    limits: AnswerLimits,
    version: number,
    nowMs: number,
  ): number | undefined {
    const loop = limits.loopAt && table.find(limits.loopAt);
    if (loop !== undefined && (table.find(oid) ?? 0) > loop) return loop;
    for (let index = table.firstBehind(oid); index < table.size; index++) {
      // Version 1 has no 64-bit counters: a walk passes over them.
      if (version === 0 && table.typeOf(index) === 'counter64') continue;
      if (table.isFixed(index)) return index;
      this.#fixed = false;
      if (table.encoded(index, nowMs)) return index;
    }
    return undefined;
  }

  /** Gives back the encoded OID. */
  #putRow(table: ObjectTable, index: number, nowMs: number): Uint8Array {
    if (!table.isFixed(index)) this.#fixed = false;
    this.#put(table.encoded(index, nowMs)!);
    this.#values++;
    return table.keyOf(index);
  }

  #putNothing(oid: Uint8Array, tag: number): void {
    const name = [Uint8Array.of(6), encodeLength(oid.length), oid, Uint8Array.of(tag, 0)];
    const length = name.reduce((sum, part) => sum + part.length, 0);
    this.#put(Uint8Array.of(SEQUENCE));
    this.#put(encodeLength(length));
    for (const part of name) this.#put(part);
    this.#values++;
  }

  #put(bytes: Uint8Array): void {
    this.#buffer.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** An error repeats what was asked; what is too big does not even that, in version 2c. */
  #echo(request: Request, bytes: Buffer, error: number): void {
    this.#end = room;
    this.#values = 0;
    if (error === ERRORS.tooBig && request.version === 1) return;
    // The list with its own header is repeated as it is: only its content is put here.
    const list = bytes.subarray(request.listAt, request.listEnd);
    this.#put(list.subarray(headerLength(list)));
  }

  #length(request: Request): number {
    return this.#end - room + request.community.length + request.id.length + 32;
  }

  /** Puts everything that stands in front of the values, from the inside outwards. */
  #wrap(request: Request, error: number, index: number): Buffer {
    let at = room;
    const front = (bytes: Uint8Array) => {
      at -= bytes.length;
      this.#buffer.set(bytes, at);
    };
    const header = (tag: number, length: number) => {
      front(encodeLength(length));
      front(Uint8Array.of(tag));
    };
    header(SEQUENCE, this.#end - at);
    front(Uint8Array.of(2, 1, error, 2, 1, Math.min(index, 127)));
    front(request.id);
    header(2, request.id.length);
    header(PDU.response, this.#end - at);
    front(request.community);
    header(4, request.community.length);
    front(Uint8Array.of(2, 1, request.version));
    header(SEQUENCE, this.#end - at);
    return Buffer.from(this.#buffer.subarray(at, this.#end));
  }
}

interface Failure {
  error: number;
  index: number;
}

const fine: Failure = { error: ERRORS.none, index: 0 };

/** Space in front of the values for all headers: the community is at most 255 bytes. */
const room = 512;

function whyMissing(table: ObjectTable, oid: Buffer): number {
  let end = oid.length - 1;
  while (end > 0 && oid[end - 1]! >= 0x80) end--;
  return table.hasBelow(oid.subarray(0, end)) ? NO_SUCH_INSTANCE : NO_SUCH_OBJECT;
}

function headerLength(tagged: Uint8Array): number {
  return tagged[1]! < 0x80 ? 2 : 2 + (tagged[1]! & 0x7f);
}
