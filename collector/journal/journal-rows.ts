import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import type { JournalBatch } from './journal.ts';
import { isDamage } from './sqlite-codes.ts';

/** Told of inclusive positions that cannot be read. */
export type OnDamage = (from: number, to: number) => void;

/** A row without its bytes. */
interface Head {
  position: number;
  entries: number;
}

/** Reads the table of batches. What is damaged is told and passed over: one bad page costs only what lay on it. */
export class JournalRows {
  readonly #exact: StatementSync;
  readonly #before: StatementSync;
  readonly #after: StatementSync;
  readonly #last: StatementSync;

  constructor(database: DatabaseSync) {
    this.#exact = database.prepare('SELECT position, entries, crc, bytes FROM batches WHERE position = ?');
    this.#before = database.prepare(
      'SELECT position, entries FROM batches WHERE position <= ? ORDER BY position DESC LIMIT 1',
    );
    this.#after = database.prepare(
      'SELECT position, entries FROM batches WHERE position > ? ORDER BY position LIMIT 1',
    );
    this.#last = database.prepare('SELECT position, entries FROM batches ORDER BY position DESC LIMIT 1');
  }

  /** Position behind the last entry; 1 for an empty table. */
  end(): number {
    const last = this.#last.get() as Head | undefined;
    return last ? last.position + last.entries : 1;
  }

  /** The batch that holds `position`, or the next one that can be read; undefined when there is none. */
  read(position: number, onDamage: OnDamage): JournalBatch | undefined {
    for (let from = position; ; ) {
      // Nearly always one row begins exactly where the last one ended.
      const batch = this.#batchAt(from);
      if (batch) return batch;
      const head = this.#headAt(from);
      if (head === undefined) return undefined;
      if (head === 'damaged') {
        const behind = this.firstReadableBehind(from);
        if (behind === undefined) return undefined;
        onDamage(from, behind - 1);
        from = behind;
        continue;
      }
      const found = head.position === from ? undefined : this.#batchAt(head.position);
      if (found) return found;
      const end = head.position + head.entries;
      onDamage(head.position, end - 1);
      from = end;
    }
  }

  /** Position of the first row behind `from` that can be found; undefined when there is none. */
  firstReadableBehind(from: number): number | undefined {
    let found = this.#headAfter(from);
    let damagedTo = from;
    let readableFrom = from;
    for (let reach = 1; found === 'damaged'; reach *= 2) {
      damagedTo = readableFrom;
      readableFrom = from + reach;
      if (readableFrom > Number.MAX_SAFE_INTEGER) return undefined;
      found = this.#headAfter(readableFrom);
    }
    while (readableFrom - damagedTo > 1) {
      const middle = Math.floor((damagedTo + readableFrom) / 2);
      const head = this.#headAfter(middle);
      if (head === 'damaged') damagedTo = middle;
      else {
        readableFrom = middle;
        found = head;
      }
    }
    return found?.position;
  }

  /** The row that holds `position`, or the one behind it. */
  #headAt(position: number): Head | 'damaged' | undefined {
    const before = this.#try(this.#before, position);
    if (before === 'damaged') return 'damaged';
    if (before !== undefined && before.position + before.entries > position) return before;
    return this.#headAfter(position);
  }

  #headAfter(position: number): Head | 'damaged' | undefined {
    return this.#try(this.#after, position);
  }

  /** The batch that begins at `position`; undefined when there is none, or none whose bytes are what was written. */
  #batchAt(position: number): JournalBatch | undefined {
    const row = this.#try(this.#exact, position);
    if (row === undefined || row === 'damaged') return undefined;
    const { entries, crc, bytes } = row as Head & { crc: number; bytes: Uint8Array };
    return crc32(bytes) === crc ? { position, entries, bytes } : undefined;
  }

  #try(statement: StatementSync, position: number): Head | 'damaged' | undefined {
    try {
      return statement.get(position) as Head | undefined;
    } catch (error) {
      if (isDamage(error)) return 'damaged';
      throw error;
    }
  }
}
