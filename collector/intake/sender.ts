import type { Gap, SavedSender } from '#collector/journal/journal.ts';
import { SequenceRanges } from './sequence-ranges.ts';

/** Gaps remembered of one sender, open ones first to stay. */
const MAX_GAPS = 500;

/** One life of an agent's outbox, as the intake thread knows it. */
export class Sender {
  /** `<agent UUID> <epoch hex>`. */
  readonly key: string;
  readonly sequences: SequenceRanges;
  readonly gaps: Gap[];
  /** Changed since it was saved. */
  dirty = false;
  seenAtMs: number;

  constructor(key: string, saved: SavedSender) {
    this.key = key;
    this.sequences = new SequenceRanges(saved.ranges);
    this.gaps = saved.gaps;
    this.seenAtMs = saved.seenAtMs;
  }

  /** What must be saved to make the same sender again. */
  save(): SavedSender {
    const ranges = this.sequences.ranges.map(([from, to]): [number, number] => [from, to]);
    return { ranges, gaps: this.gaps, seenAtMs: this.seenAtMs };
  }

  /** False when the sequence had arrived before. */
  take(sequence: number, nowMs: number): boolean {
    const highest = this.highest;
    if (!this.sequences.add(sequence)) return false;
    this.dirty = true;
    this.seenAtMs = nowMs;
    if (highest >= 0 && sequence > highest + 1) this.#notice(highest + 1, sequence - 1, nowMs);
    else if (sequence < highest) this.#return(sequence, nowMs);
    return true;
  }

  /** Takes back what could not be made durable; the gaps are found anew when it comes again. */
  giveBack(sequence: number): void {
    this.sequences.remove(sequence);
    const gap = this.gaps.find(({ from, to }) => from <= sequence && sequence <= to);
    if (!gap) return;
    gap.missing++;
    gap.returnedAtMs = null;
  }

  get highest(): number {
    const { ranges } = this.sequences;
    return ranges.length === 0 ? -1 : ranges[ranges.length - 1][1];
  }

  #notice(from: number, to: number, nowMs: number): void {
    this.gaps.push({ from, to, missing: to - from + 1, noticedAtMs: nowMs, returnedAtMs: null });
    if (this.gaps.length <= MAX_GAPS) return;
    const returned = this.gaps.findIndex((gap) => gap.returnedAtMs !== null);
    this.gaps.splice(Math.max(0, returned), 1);
  }

  #return(sequence: number, nowMs: number): void {
    const gap = this.gaps.find(({ from, to }) => from <= sequence && sequence <= to);
    if (!gap || gap.missing === 0) return;
    gap.missing--;
    if (gap.missing === 0) gap.returnedAtMs = nowMs;
  }
}
