import { ENTRY } from '#collector/journal/entry.ts';
import { CONTROL, type Journal, type JournalBatch, ORIGIN } from '#collector/journal/journal.ts';
import { OUTBOX_LOSS, OutboxLoss } from '#protocol/agent-report.ts';
import { ITEM, RECORD_HEADER_BYTES, readHex, readSequence } from '#protocol/frame.ts';
import { WireRecord } from '#protocol/record.ts';
import type { SequenceRange } from '#protocol/session.ts';
import { type Admitted, extend } from './admission.ts';
import type { OpenGap } from './connected-agents.ts';
import { Sender } from './sender.ts';

/** A life of an outbox that was not heard of for this long is forgotten. */
const FORGET_MS = 60 * 86_400_000;
/** Lives kept of one agent, which begins one at each start; those heard of last stay. */
const LIVES_PER_AGENT = 200;

/** Body of a `CONTROL.refused` entry. */
export interface RefusedSequences {
  refused: { sender: string; ranges: SequenceRange[] }[];
}

/** The refused ones of a batch, by sender. */
export function refusedIn(settled: Admitted['settled']): RefusedSequences['refused'] {
  const bySender = new Map<string, SequenceRange[]>();
  for (const { sender, sequence, isRefused } of settled) {
    if (!isRefused) continue;
    const ranges = bySender.get(sender.key) ?? [];
    extend(ranges, sequence);
    bySender.set(sender.key, ranges);
  }
  return [...bySender].map(([sender, ranges]) => ({ sender, ranges }));
}

export interface SenderBookOptions {
  journal: Pick<Journal, 'next' | 'senders' | 'saveSenders'>;
  nowMs(): number;
  /** False where lives are under way that nothing is remembered of: their beginnings came to somebody else. */
  noticesBeginnings: boolean;
}

/** All senders, and how they come back after a crash: as saved, and by what the journal holds behind that. */
export class SenderBook {
  readonly #options: SenderBookOptions;
  readonly #senders = new Map<string, Sender>();

  constructor(options: SenderBookOptions) {
    this.#options = options;
  }

  /** Reads what was saved; returns the position from which entries are to be recounted. */
  async load(): Promise<number> {
    const { position, senders } = await this.#options.journal.senders();
    for (const [key, saved] of senders) this.#senders.set(key, new Sender(key, saved, true));
    return position;
  }

  /** By `<agent UUID> <epoch hex>`; made when it is new. */
  of(key: string): Sender {
    const known = this.#senders.get(key);
    if (known) return known;
    const saved = { ranges: [], floor: 0, gaps: [], seenAtMs: this.#options.nowMs() };
    const made = new Sender(key, saved, this.#options.noticesBeginnings);
    this.#senders.set(key, made);
    return made;
  }

  /** Counts the entries from `from` on that the saved senders do not have yet. */
  recount({ position, entries, bytes }: JournalBatch, from: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = 0;
    for (let entry = position; entry < position + entries; entry++) {
      if (entry >= from) this.#recountEntry(bytes, view, at);
      at += view.getUint32(at, true);
    }
  }

  /** What an agent says it has lost is no longer missed. */
  takeRecord(agent: string, { kind, key, data }: WireRecord, nowMs: number): void {
    if (kind !== 'event' || key !== OUTBOX_LOSS) return;
    const loss = OutboxLoss.safeParse(data);
    if (!loss.success || !/^[0-9a-f]{16}$/.test(loss.data.epoch)) return;
    const sender = this.of(`${agent} ${loss.data.epoch}`);
    for (const [from, to] of loss.data.ranges) sender.lose(from, to, nowMs);
  }

  /** What is missing now, by agent, newest gap first. */
  openGaps(): Map<string, OpenGap[]> {
    const found = new Map<string, OpenGap[]>();
    for (const [key, { gaps }] of this.#senders) {
      const [agent, epoch] = key.split(' ');
      for (const { from, to, missing, noticedAtMs, returnedAtMs } of gaps) {
        if (returnedAtMs !== null) continue;
        const known = found.get(agent) ?? [];
        known.unshift({ epoch, from, to, missing, sinceMs: noticedAtMs });
        found.set(agent, known);
      }
    }
    return found;
  }

  figures(): { openGaps: number; givenUp: number } {
    let openGaps = 0;
    let givenUp = 0;
    for (const sender of this.#senders.values()) {
      givenUp += sender.givenUp;
      for (const gap of sender.gaps) if (gap.returnedAtMs === null) openGaps++;
    }
    return { openGaps, givenUp };
  }

  /** Makes durable what changed, as of the end of the journal. */
  async save(nowMs: number): Promise<void> {
    const { journal } = this.#options;
    const forgotten = this.#forget(nowMs);
    const changed = new Map([...this.#senders].filter(([, { dirty }]) => dirty));
    const saved = new Map([...changed].map(([key, sender]) => [key, sender.save()]));
    await journal.saveSenders({ position: journal.next, senders: saved }, forgotten);
    for (const sender of changed.values()) sender.dirty = false;
  }

  #forget(nowMs: number): string[] {
    const forgotten: string[] = [];
    const lives = Map.groupBy(this.#senders.values(), ({ key }) => key.slice(0, key.indexOf(' ')));
    for (const ofAgent of lives.values()) {
      ofAgent.sort((a, b) => b.seenAtMs - a.seenAtMs);
      for (const [rank, { key, seenAtMs }] of ofAgent.entries())
        if (rank >= LIVES_PER_AGENT || nowMs - seenAtMs > FORGET_MS) forgotten.push(key);
    }
    for (const key of forgotten) this.#senders.delete(key);
    return forgotten;
  }

  #recountEntry(bytes: Uint8Array, view: DataView, at: number): void {
    const origin = view.getUint32(at + ENTRY.origin, true);
    const arrivedMs = view.getFloat64(at + ENTRY.arrival, true);
    const kind = bytes[at + ENTRY.itemKind];
    if (origin === ORIGIN.agent) {
      const agent = uuidAt(bytes, at + ENTRY.source);
      const sender = this.of(`${agent} ${readHex(bytes, at + ENTRY.epoch, 8)}`);
      sender.take(readSequence(view, at + ENTRY.sequence), arrivedMs);
      if (kind === ITEM.record)
        this.takeRecord(agent, WireRecord.parse(jsonAt(bytes, view, at, RECORD_HEADER_BYTES)), arrivedMs);
    } else if (origin === ORIGIN.collector && kind === CONTROL.refused) {
      const { refused } = jsonAt(bytes, view, at, 0) as RefusedSequences;
      for (const { sender: key, ranges } of refused) {
        const sender = this.of(key);
        for (const [from, to] of ranges) {
          for (let sequence = from; sequence <= to; sequence++) sender.refuse(sequence, arrivedMs);
        }
      }
    }
  }
}

function jsonAt(bytes: Uint8Array, view: DataView, at: number, skip: number): unknown {
  const length = view.getUint32(at + ENTRY.itemBodyBytes, true) - skip;
  const from = bytes.byteOffset + at + ENTRY.itemBody + skip;
  return JSON.parse(Buffer.from(bytes.buffer, from, length).toString('utf8'));
}

function uuidAt(bytes: Uint8Array, offset: number): string {
  const hex = readHex(bytes, offset, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
