import { ENTRY } from '#collector/journal/entry.ts';
import type { Journal, JournalBatch } from '#collector/journal/journal.ts';
import { ITEM, RECORD_HEADER_BYTES } from '#protocol/frame.ts';
import { WireRecord } from '#protocol/record.ts';

/** A record that is durable, for the inventory. */
export interface ArrivedRecord {
  position: number;
  timeMs: number;
  record: WireRecord;
}

/** Records that are told and not yet taken; beyond it they wait in the journal. */
export const MAX_UNTAKEN = 512;

export interface RecordReaderOptions {
  journal: Pick<Journal, 'next' | 'read'>;
  /** Position from which records were never taken. */
  from: number;
  tell(records: ArrivedRecord[]): void;
}

/**
 * The consumer `records` of the journal. As long as whoever takes them keeps up they are told as they arrive;
 * behind that they are read from the journal, so that nothing piles up here and nothing is left out.
 */
export class RecordReader {
  readonly #options: RecordReaderOptions;
  /** All records before it were told. */
  #told: number;
  /** Positions that were told and are not yet taken, ascending. */
  #untaken: number[] = [];

  constructor(options: RecordReaderOptions) {
    this.#options = options;
    this.#told = options.from;
  }

  /** Everything before it is taken, or holds no records: the journal may drop it. */
  get position(): number {
    return this.#untaken[0] ?? this.#told;
  }

  get isBehind(): boolean {
    return this.#told < this.#options.journal.next;
  }

  /** Tells what was appended just now, unless there is older to tell first. */
  follow(position: number, entries: number, records: ArrivedRecord[]): void {
    if (position !== this.#told || this.#isFull) return;
    this.#tell(records);
    this.#told = position + entries;
  }

  /** Everything before this position is durable in the ledger. */
  taken(position: number): void {
    const first = this.#untaken.findIndex((untaken) => untaken >= position);
    this.#untaken.splice(0, first < 0 ? this.#untaken.length : first);
  }

  /** Reads one batch of what was not told; true when another may be read at once. */
  async readOn(): Promise<boolean> {
    if (this.#isFull || !this.isBehind) return false;
    const batch = await this.#options.journal.read(this.#told);
    if (!batch) {
      this.#told = this.#options.journal.next;
      return false;
    }
    this.#tell(recordsIn(batch).filter(({ position }) => position >= this.#told));
    this.#told = batch.position + batch.entries;
    return !this.#isFull && this.isBehind;
  }

  get #isFull(): boolean {
    return this.#untaken.length >= MAX_UNTAKEN;
  }

  #tell(records: ArrivedRecord[]): void {
    if (records.length === 0) return;
    for (const { position } of records) this.#untaken.push(position);
    this.#options.tell(records);
  }
}

/** The records of a batch that is read again; all were checked before they were written. */
function recordsIn({ position, entries, bytes }: JournalBatch): ArrivedRecord[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const records: ArrivedRecord[] = [];
  let at = 0;
  for (let entry = 0; entry < entries; entry++) {
    if (bytes[at + ENTRY.itemKind] === ITEM.record) {
      const from = bytes.byteOffset + at + ENTRY.itemBody + RECORD_HEADER_BYTES;
      const length = view.getUint32(at + ENTRY.itemBodyBytes, true) - RECORD_HEADER_BYTES;
      const record = WireRecord.parse(JSON.parse(Buffer.from(bytes.buffer, from, length).toString('utf8')));
      records.push({
        position: position + entry,
        timeMs: view.getFloat64(at + ENTRY.itemBody, true),
        record,
      });
    }
    at += view.getUint32(at, true);
  }
  return records;
}
