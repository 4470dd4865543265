import { ENTRY } from '#collector/journal/entry.ts';
import { ENTRY_HEADER_BYTES, ORIGIN } from '#collector/journal/journal.ts';
import { itemBytes, MESSAGE_HEADER_BYTES } from '#protocol/frame.ts';

const FIRST_BYTES = 1024 * 1024;

/** What stands in the header of every entry of one message. */
export interface EntryOrigin {
  /** 16 bytes. */
  source: Uint8Array;
  /** 8 bytes. */
  epoch: Uint8Array;
  arrivedMs: number;
  /** Sender's clock minus ours, when it is far off; otherwise 0. */
  skewMs: number;
}

/** Gathers the entries of many messages in one buffer, which moves to the intake thread and back. */
export class Gatherer {
  #bytes: Uint8Array = new Uint8Array(FIRST_BYTES);
  #view = new DataView(this.#bytes.buffer);
  #end = 0;
  #messages: number[] = [];

  get isEmpty(): boolean {
    return this.#messages.length === 0;
  }

  get waitingBytes(): number {
    return this.#end;
  }

  /** The items of a checked message become entries. */
  addMessage(connection: number, message: Uint8Array, items: number, origin: EntryOrigin): void {
    this.#reserve(message.length + items * ENTRY_HEADER_BYTES);
    const view = new DataView(message.buffer, message.byteOffset, message.length);
    let from = MESSAGE_HEADER_BYTES;
    for (let item = 0; item < items; item++) {
      const size = itemBytes(view.getUint32(from + 4, true));
      this.#addHeader(ENTRY_HEADER_BYTES + size, origin);
      this.#bytes.set(message.subarray(from, from + size), this.#end + ENTRY_HEADER_BYTES);
      this.#end += ENTRY_HEADER_BYTES + size;
      from += size;
    }
    this.#messages.push(connection, items);
  }

  /** Entries that are laid out already. */
  addEntries(connection: number, entries: Uint8Array, count: number): void {
    this.#reserve(entries.length);
    this.#bytes.set(entries, this.#end);
    this.#end += entries.length;
    this.#messages.push(connection, count);
  }

  /** Hands everything over and begins anew in `spare`, a buffer that came back, or in a new one. */
  take(spare: ArrayBuffer | undefined): { buffer: ArrayBuffer; bytes: number; messages: Uint32Array } {
    const taken = {
      buffer: this.#bytes.buffer as ArrayBuffer,
      bytes: this.#end,
      messages: Uint32Array.from(this.#messages),
    };
    this.#bytes = new Uint8Array(spare ?? new ArrayBuffer(FIRST_BYTES));
    this.#view = new DataView(this.#bytes.buffer);
    this.#end = 0;
    this.#messages = [];
    return taken;
  }

  #addHeader(size: number, { source, epoch, arrivedMs, skewMs }: EntryOrigin): void {
    const at = this.#end;
    this.#view.setUint32(at, size, true);
    this.#view.setUint32(at + ENTRY.origin, ORIGIN.agent, true);
    this.#bytes.set(source, at + ENTRY.source);
    this.#bytes.set(epoch, at + ENTRY.epoch);
    this.#view.setFloat64(at + ENTRY.arrival, arrivedMs, true);
    this.#view.setFloat64(at + ENTRY.skew, skewMs, true);
  }

  #reserve(bytes: number): void {
    if (this.#end + bytes <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#end + bytes));
    larger.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
