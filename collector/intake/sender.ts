import type { Gap, SavedSender } from '#collector/journal/journal.ts';
import { FIRST_SEQUENCE } from '#protocol/frame.ts';
import { MAX_RANGES, SequenceRanges } from './sequence-ranges.ts';

/** Closed gaps remembered of one sender. Open ones are as many as there are holes, which have a limit of their own. */
const MAX_CLOSED_GAPS = 100;

/** One life of an agent's outbox, as the intake thread knows it: what has come, and what is missing since when. */
export class Sender {
  /** `<agent UUID> <epoch hex>`. */
  readonly key: string;
  readonly sequences: SequenceRanges;
  readonly gaps: Gap[];
  /** Changed since it was saved. */
  dirty = false;
  seenAtMs: number;
  /** Sequences that this process gave up because there were too many holes. */
  givenUp = 0;
  readonly #firstExpected: number | undefined;

  /** `noticesBeginning`: what is missing before the first that comes is a gap as well. */
  constructor(key: string, saved: SavedSender, noticesBeginning: boolean) {
    this.key = key;
    this.sequences = new SequenceRanges(saved.ranges, saved.floor);
    this.gaps = saved.gaps;
    this.seenAtMs = saved.seenAtMs;
    this.#firstExpected = noticesBeginning ? FIRST_SEQUENCE : undefined;
  }

  /** What must be saved to make the same sender again. */
  save(): SavedSender {
    const ranges = this.sequences.ranges.map(([from, to]): [number, number] => [from, to]);
    return { ranges, floor: this.sequences.floor, gaps: this.gaps, seenAtMs: this.seenAtMs };
  }

  /** Has arrived, or was refused, or was named as lost by the agent. */
  knows(sequence: number): boolean {
    return this.sequences.has(sequence);
  }

  /** Nobody can tell any more whether it has arrived before. */
  hasGivenUp(sequence: number): boolean {
    return sequence < this.sequences.floor;
  }

  /** It is in the journal. False when it was known. */
  take(sequence: number, nowMs: number): boolean {
    return this.#settle(sequence, nowMs, false);
  }

  /** It was refused for good: it leaves no gap, and need not come again. */
  refuse(sequence: number, nowMs: number): void {
    this.#settle(sequence, nowMs, true);
  }

  /** The agent has lost all of these, as far as they have not come. */
  lose(from: number, to: number, nowMs: number): void {
    const first = Math.max(from, this.sequences.floor, FIRST_SEQUENCE);
    if (first > to) return;
    const next = this.#next ?? first;
    this.#closePart(first, Math.min(to, next - 1), nowMs);
    if (to >= next) {
      if (first > next) this.#notice(next, first - 1, nowMs);
      const begin = Math.max(first, next);
      const lost = to - begin + 1;
      this.#keepGap({ from: begin, to, missing: 0, lost, noticedAtMs: nowMs, returnedAtMs: nowMs });
    }
    this.sequences.addAll(first, to);
    this.dirty = true;
    this.#bound(nowMs);
  }

  /** Takes back what could not be made durable. The last ones taken come back first. */
  giveBack(sequence: number, wasRefused: boolean): void {
    this.sequences.remove(sequence);
    this.dirty = true;
    const gap = this.#gapOf(sequence);
    if (gap) {
      gap.missing++;
      if (wasRefused) gap.lost--;
      gap.returnedAtMs = null;
    }
    // A gap before the highest is none when that one is back.
    while (this.gaps.length > 0 && this.gaps[this.gaps.length - 1].from > this.sequences.highest)
      this.gaps.pop();
  }

  /** The sequence that would leave no gap; undefined when any would do. */
  get #next(): number | undefined {
    const { highest } = this.sequences;
    return highest < 0 ? this.#firstExpected : highest + 1;
  }

  #settle(sequence: number, nowMs: number, isLost: boolean): boolean {
    const next = this.#next ?? sequence;
    if (!this.sequences.add(sequence)) return false;
    this.dirty = true;
    this.seenAtMs = nowMs;
    if (sequence === next) return true;
    if (sequence > next) this.#notice(next, sequence - 1, nowMs);
    else {
      const gap = this.#gapOf(sequence);
      if (gap) fill(gap, 1, isLost, nowMs);
    }
    this.#bound(nowMs);
    return true;
  }

  #notice(from: number, to: number, nowMs: number): void {
    const missing = to - from + 1;
    this.#keepGap({ from, to, missing, lost: 0, noticedAtMs: nowMs, returnedAtMs: null });
  }

  #keepGap(gap: Gap): void {
    this.gaps.push(gap);
    const closed = this.gaps.filter(({ returnedAtMs }) => returnedAtMs !== null);
    if (closed.length > MAX_CLOSED_GAPS) this.gaps.splice(this.gaps.indexOf(closed[0]), 1);
  }

  /** Whatever is missing from `from` to `to` never comes. */
  #closePart(from: number, to: number, nowMs: number): void {
    for (const gap of this.gaps) {
      const first = Math.max(from, gap.from);
      const last = Math.min(to, gap.to);
      if (first <= last) fill(gap, this.sequences.missingBetween(first, last), true, nowMs);
    }
  }

  #bound(nowMs: number): void {
    if (this.sequences.ranges.length <= MAX_RANGES) return;
    for (const [from, to] of this.sequences.trim()) {
      this.givenUp += to - from + 1;
      this.#closePart(from, to, nowMs);
    }
  }

  /** Newest first: what returns belongs mostly to the last gap. */
  #gapOf(sequence: number): Gap | undefined {
    return this.gaps.findLast(({ from, to }) => from <= sequence && sequence <= to);
  }
}

/** `count` of what is missing came, or never will. */
function fill(gap: Gap, count: number, isLost: boolean, nowMs: number): void {
  if (count <= 0 || gap.missing === 0) return;
  gap.missing -= count;
  if (isLost) gap.lost += count;
  if (gap.missing === 0) gap.returnedAtMs = nowMs;
}
