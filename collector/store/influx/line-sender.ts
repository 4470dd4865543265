import { type StoreFault, StoreUnavailableError } from '../store.ts';
import type { Conflict } from './conflicts.ts';
import type { FieldTypes } from './field-types.ts';
import type { InfluxFlavour, RollupPolicy } from './flavour.ts';
import type { InfluxDoor } from './influx-door.ts';
import { mendLines } from './mend-lines.ts';

/** What is written at once, with its span for what is said about it. */
export interface Batch {
  lines: Buffer;
  fromMs: number;
  toMs: number;
  policy?: RollupPolicy;
}

export interface LineSenderOptions {
  door: InfluxDoor;
  flavour: InfluxFlavour;
  types: FieldTypes;
  /** Something was refused for good; `key` names what is the same trouble again. */
  refused(key: string, fault: StoreFault, values: number): void;
}

/** A batch has at most this many fields with a wrong type; more are left to the next try. */
const MENDED_FIELDS = 64;
/** Requests to find which lines a server means that takes none of a batch. */
const SEARCHES = 64;
const NEWLINE = 10;

/**
 * Writes lines and makes the best of a refusal: fields take over the type that the database has, too large a batch is
 * halved, and what the server does not take for good is named while the rest is written.
 */
export function createLineSender({
  door,
  flavour,
  types,
  refused,
}: LineSenderOptions): (batch: Batch) => Promise<void> {
  async function send(batch: Batch): Promise<void> {
    const budget = { searches: SEARCHES };
    await sendMended(batch, new Set(), budget);
  }

  async function sendMended(batch: Batch, mended: Set<string>, budget: { searches: number }): Promise<void> {
    const result = await door.write(batch.lines, batch.policy);
    if (result.was === 'written') return;
    if (result.was === 'missing') {
      throw new StoreUnavailableError(`the database at ${door.url} is gone; it is made again`, {
        code: 'unwell',
      });
    }
    if (result.was === 'too_large') return sendHalves(batch, mended, budget);
    const conflicts = flavour.conflicts(result, batch.lines);
    if (conflicts.length > 0 && mended.size < MENDED_FIELDS) {
      const lines = mend(batch, conflicts, mended, result.dropped);
      if (lines.length > 0) await sendMended({ ...batch, lines }, mended, budget);
      return;
    }
    // The rest of it is written, or nobody can say which lines are meant: sending it again would not help.
    if (result.isPartial || !isSeveral(batch.lines) || budget.searches-- <= 0) return name(batch, result);
    await sendHalves(batch, mended, budget);
  }

  function mend(batch: Batch, conflicts: readonly Conflict[], mended: Set<string>, dropped: number): Buffer {
    let { lines } = batch;
    for (const conflict of conflicts) {
      const key = `${conflict.measurement}.${conflict.field}`;
      // What was mended and is refused again lies in a shard with yet another type.
      const leaveOut = mended.has(key);
      mended.add(key);
      types.met(conflict);
      const result = mendLines(lines, conflict, leaveOut);
      lines = result.lines;
      const values = leaveOut ? Math.min(result.lost, dropped || result.lost) : result.lost;
      if (values > 0)
        refused(
          key,
          { code: 'type_conflict', ...spanOf(batch), detail: conflictSentence(key, conflict.type) },
          values,
        );
    }
    return lines;
  }

  async function sendHalves(batch: Batch, mended: Set<string>, budget: { searches: number }): Promise<void> {
    const { lines } = batch;
    const middle = lines.indexOf(NEWLINE, lines.length >> 1) + 1 || lines.indexOf(NEWLINE) + 1;
    if (middle === 0 || middle >= lines.length) {
      return name(batch, { message: 'one line is larger than the server takes', dropped: 1 });
    }
    await sendMended({ ...batch, lines: lines.subarray(0, middle) }, mended, budget);
    await sendMended({ ...batch, lines: lines.subarray(middle) }, mended, budget);
  }

  function name(batch: Batch, { message, dropped }: { message: string; dropped: number }): void {
    const kind = message.replace(/ ?dropped=\d+/, '').slice(0, 300);
    // Numbers differ from batch to batch, the trouble is the same.
    refused(
      kind.replaceAll(/\d+/g, '0').slice(0, 60),
      { code: 'rejected', ...spanOf(batch), detail: kind },
      dropped || 1,
    );
  }

  return send;
}

/** How a conflict is told; the number of values stands before it. */
export function conflictSentence(field: string, type: string): string {
  return `${field} exists as ${type} in the database, which cannot hold them`;
}

function spanOf({ fromMs, toMs }: Batch): { fromMs: number; toMs: number } {
  return { fromMs, toMs };
}

function isSeveral(lines: Buffer): boolean {
  const first = lines.indexOf(NEWLINE);
  return first >= 0 && first < lines.length - 1;
}
