import { ENTRY } from '#collector/journal/entry.ts';
import { LatestWriter, makeLatest } from '#collector/series/latest.ts';
import type { KnownSchema, SchemaBook } from '#collector/series/schema-book.ts';
import { ITEM } from '#protocol/frame.ts';

/** Writes the newest row of each schema into memory that the main thread reads. */
export class NewestRows {
  readonly #book: SchemaBook;
  readonly #onFirst: (known: KnownSchema, latest: SharedArrayBuffer) => void;
  readonly #writers: (LatestWriter | undefined)[] = [];
  readonly #touched = new Set<number>();
  #samples = 0;

  /** `onFirst` is told of each schema once, at its first frame. */
  constructor(book: SchemaBook, onFirst: (known: KnownSchema, latest: SharedArrayBuffer) => void) {
    this.#book = book;
    this.#onFirst = onFirst;
  }

  /** Samples that went through since the start. */
  get samples(): number {
    return this.#samples;
  }

  /** Takes the frames among these entries. */
  keep(bytes: Uint8Array, entries: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = 0;
    for (let entry = 0; entry < entries; entry++) {
      if (bytes[at + ENTRY.itemKind] === ITEM.frame) {
        const known = this.#book.find(bytes, at + ENTRY.frameSchema);
        if (known) {
          const timeMs = view.getFloat64(at + ENTRY.frameTime, true) - view.getFloat64(at + ENTRY.skew, true);
          const writer = this.#writers[known.index] ?? this.#make(known);
          if (writer.write(timeMs, view, at + ENTRY.frameValues)) this.#touched.add(known.index);
          this.#samples += known.schema.columns.length;
        }
      }
      at += view.getUint32(at, true);
    }
  }

  /** Indexes of schemas whose newest row changed since the last call. */
  takeTouched(): Int32Array {
    const touched = Int32Array.from(this.#touched);
    this.#touched.clear();
    return touched;
  }

  /** Time of the newest row of a schema, UTC ms; NaN when none has come in the life of this process. */
  newestMs(index: number): number {
    return this.#writers[index]?.timeMs ?? Number.NaN;
  }

  #make(known: KnownSchema): LatestWriter {
    const buffer = makeLatest(known.schema.columns.length);
    const writer = new LatestWriter(buffer);
    this.#writers[known.index] = writer;
    this.#onFirst(known, buffer);
    return writer;
  }
}
