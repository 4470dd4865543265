import { ENTRY_HEADER_BYTES, ORIGIN } from '#collector/journal/journal.ts';
import { FRAME_HEADER_BYTES, ITEM, ITEM_HEADER_BYTES, padded, writeHex } from '#protocol/frame.ts';
import type { Shape } from './line-protocol/shape-table.ts';

const HEADERS = ENTRY_HEADER_BYTES + ITEM_HEADER_BYTES;

/** Journal entries of one push, gathered in one growing buffer. They carry no sequence: (series, time) is their identity. */
export class PushEntries {
  count = 0;
  #bytes: Uint8Array;
  #view: DataView;
  #end = 0;
  readonly #source: Uint8Array;
  readonly #arrivedMs: number;

  /** `key` is the UUID of the sender's key; `expectedBytes` only saves growing. */
  constructor(key: string, arrivedMs: number, expectedBytes: number) {
    this.#source = new Uint8Array(16);
    writeHex(this.#source, 0, key.replaceAll('-', ''));
    this.#arrivedMs = arrivedMs;
    this.#bytes = new Uint8Array(Math.max(4_096, expectedBytes * 2));
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** A schema, before its first frame. */
  addSchema(canonicalJson: string): void {
    const body = Buffer.from(canonicalJson, 'utf8');
    const at = this.#addHeaders(ITEM.schema, body.length);
    this.#bytes.set(body, at);
  }

  /** One line; columns that it does not name are "not read". */
  addFrame(shape: Shape, timeMs: number, values: Float64Array, fields: number): void {
    const at = this.#addHeaders(ITEM.frame, FRAME_HEADER_BYTES + shape.width * 8);
    const view = this.#view;
    this.#bytes.set(shape.schemaId, at);
    view.setFloat64(at + 16, timeMs, true);
    const first = at + FRAME_HEADER_BYTES;
    for (let field = 0; field < fields; field++) {
      view.setFloat64(first + shape.columns[field] * 8, values[field], true);
    }
  }

  /** A whole row: the first `width` values. */
  addRow(schemaId: Uint8Array, timeMs: number, values: Float64Array, width: number): void {
    const at = this.#addHeaders(ITEM.frame, FRAME_HEADER_BYTES + width * 8);
    const view = this.#view;
    this.#bytes.set(schemaId, at);
    view.setFloat64(at + 16, timeMs, true);
    const first = at + FRAME_HEADER_BYTES;
    for (let column = 0; column < width; column++) view.setFloat64(first + column * 8, values[column], true);
  }

  /** The entries one behind the other. */
  take(): Uint8Array {
    return this.#bytes.subarray(0, this.#end);
  }

  #addHeaders(kind: number, bodyBytes: number): number {
    const size = HEADERS + padded(bodyBytes);
    if (this.#end + size > this.#bytes.length) this.#grow(size);
    const view = this.#view;
    const at = this.#end;
    view.setUint32(at, size, true);
    view.setUint32(at + 4, ORIGIN.push, true);
    this.#bytes.set(this.#source, at + 8);
    view.setFloat64(at + 32, this.#arrivedMs, true);
    view.setUint8(at + ENTRY_HEADER_BYTES, kind);
    view.setUint32(at + ENTRY_HEADER_BYTES + 4, bodyBytes, true);
    this.#end += size;
    this.count++;
    return at + HEADERS;
  }

  #grow(needed: number): void {
    const bytes = new Uint8Array(Math.max(this.#bytes.length * 2, this.#end + needed));
    bytes.set(this.take());
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}
