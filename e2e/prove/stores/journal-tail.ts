import { join } from 'node:path';
import { ENTRY } from '#collector/journal/entry.ts';
import { type JournalReader, openJournalReader } from '#collector/journal/sqlite-journal.ts';
import { ITEM, readHex, readSequence } from '#protocol/frame.ts';

const LOOK_EVERY_MS = 100;

/**
 * Reads a journal as it grows, beside its collector, and knows the position of every frame: what the loss ledger names
 * by position is compared with frames. What everybody has read goes after ten seconds at the soonest, so that nothing
 * is missed between two looks.
 */
export class JournalTail {
  readonly #reader: JournalReader;
  readonly #timer: NodeJS.Timeout;
  /** By agent, epoch and sequence. */
  readonly #positions = new Map<string, number>();
  #next = 1;
  /** Positions that were gone before they were looked at. */
  missed = 0;

  constructor(dataDir: string) {
    this.#reader = openJournalReader(join(dataDir, 'journal.sqlite'));
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  /** Reads on to the end. */
  look(): void {
    for (;;) {
      const batch = this.#read();
      if (!batch) return;
      const { position, entries, bytes } = batch;
      this.missed += Math.max(0, position - this.#next);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      for (let entry = position, at = 0; entry < position + entries; entry++) {
        if (bytes[at + ENTRY.itemKind] === ITEM.frame) this.#positions.set(keyAt(bytes, view, at), entry);
        at += view.getUint32(at, true);
      }
      this.#next = position + entries;
    }
  }

  /** Undefined for a frame that never was durable. */
  positionOf(agent: string, epoch: string, sequence: number): number | undefined {
    return this.#positions.get(`${agent.replaceAll('-', '')} ${epoch} ${sequence}`);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#reader.close();
  }

  #read() {
    try {
      return this.#reader.read(this.#next);
    } catch {
      // A collector that was killed has left work that only its successor may do; the next look finds it done.
      return undefined;
    }
  }
}

function keyAt(bytes: Uint8Array, view: DataView, at: number): string {
  const source = readHex(bytes, at + ENTRY.source, 16);
  const epoch = readHex(bytes, at + ENTRY.epoch, 8);
  return `${source} ${epoch} ${readSequence(view, at + ENTRY.sequence)}`;
}
