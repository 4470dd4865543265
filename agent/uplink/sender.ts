/*
 * Decides which items leave when, over whatever link is there.
 *
 *   offer ────────────────► live: at once while there is room ─────────┐
 *   outbox.newestFrames ──► newest: first after a cut or a jam ────────┼─► link
 *   outbox.openBacklog ───► backlog: oldest first, one message at a time, flagged ┘
 */
import { encodeMessage, ITEM, type Item, itemBytes } from '#protocol/frame.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Acknowledgement } from '#protocol/session.ts';
import type { Backlog, NewItem, Outbox } from '../outbox/outbox.ts';
import { RangeSet } from '../outbox/range-set.ts';
import { schemaIdOf } from '../outbox/recent-items.ts';
import { identityOfBytes, type SchemaShelf } from '../outbox/schema-shelf.ts';
import { FIRST_BATCH_BYTES, nextBatchBytes } from './batch-size.ts';
import type { Link } from './link.ts';
import { createOnTheWay } from './on-the-way.ts';

/** What a sender needs of an outbox. */
export interface SenderOutbox
  extends Pick<Outbox, 'epoch' | 'release' | 'holds' | 'newestFrames' | 'recent' | 'openBacklog'> {
  /** Takes schemas that the collector asked for, and says under which epoch they go out. */
  append(items: readonly NewItem[]): { items: readonly Item[]; epoch?: string };
  figures(): { waitingItems: number };
}

export interface SenderOptions {
  outbox: SenderOutbox;
  shelf: Pick<SchemaShelf, 'get'>;
  wallMs(): number;
  monotonicMs(): number;
  /** Called once for each code and connection. */
  onRefused(code: string, detail: string): void;
}

export interface SenderFigures {
  /** Items that a collector has acknowledged since the start. */
  sentItems: number;
  /** Items that a collector would not take. */
  refusedItems: number;
}

/** Moves items from the outbox to the link. Without a link everything waits in the outbox. */
export interface Sender {
  attach(link: Link): void;
  detach(): void;
  /** Newly appended items: they leave at once when they can. */
  offer(items: readonly Item[]): void;
  /** Something was appended that is in no hurry: it leaves in its turn with the backlog. */
  behind(): void;
  acknowledged(acknowledgement: Acknowledgement): void;
  answered(message: number): void;
  tooLarge(message: number): void;
  /** How long the oldest message has been without an answer; 0 when none is. */
  overdueMs(): number;
  /** True when the collector has everything that was offered. */
  isIdle(): boolean;
  figures(): SenderFigures;
}

/** More than this in the socket's own buffer means that the line is jammed. */
const JAM_BYTES = 1024 ** 2;
/** A schema that was asked for this often on one connection and is asked for again is not wanted. */
const MAX_SCHEMA_ANSWERS = 3;
const HALF_ANSWER_PAUSE_MS = 5_000;

export function createSender(options: SenderOptions): Sender {
  const { outbox, shelf, monotonicMs } = options;
  const figures: SenderFigures = { sentItems: 0, refusedItems: 0 };
  const onTheWay = createOnTheWay();
  /** Where the schemas of this life stand in the outbox. */
  const schemaItems = new Map<string, { epoch: string; sequence: number }>();
  /** Schemas that this collector does not take: their frames are not worth sending. */
  const unwanted = new Set<string>();
  const schemaAnswers = new Map<string, number>();
  const refusedCodes = new Set<string>();
  let link: Link | undefined;
  /** True when there are newer items than those that were sent live. */
  let isBehind = false;
  let backlog: Backlog | undefined;
  /** True when something may wait that the present walk through the backlog does not find. */
  let isMoreBehind = false;
  let batchBytes = FIRST_BATCH_BYTES;
  let maxMessageBytes = LIMITS.messageBytes / 8;
  let pauseTimer: NodeJS.Timeout | undefined;
  /** Schemas that were asked for are being looked for; what was not taken for want of them follows upon them. */
  let isTelling = false;
  let isRunning = false;
  let isAskedToRun = false;

  return {
    attach(newLink) {
      link = newLink;
      unwanted.clear();
      schemaAnswers.clear();
      refusedCodes.clear();
      batchBytes = FIRST_BATCH_BYTES;
      startAnew();
    },
    detach() {
      link = undefined;
      onTheWay.clear();
      backlog = undefined;
      clearTimeout(pauseTimer);
      pauseTimer = undefined;
    },
    offer(items) {
      rememberSchemas(outbox.epoch, items);
      if (hasRoom() && !isSchemaWaiting(items)) send(outbox.epoch, items, false);
      else isBehind = true;
      if (isBehind) run();
    },
    behind() {
      isMoreBehind = true;
      run();
    },
    acknowledged,
    answered(message) {
      const sent = onTheWay.take(message);
      if (isTelling) return;
      // It took a part and said nothing about the rest: asking again at once would go round in circles.
      if (sent && !sent.missing.isEmpty && pauseTimer === undefined) pause(HALF_ANSWER_PAUSE_MS);
      else run();
    },
    tooLarge(message) {
      const sent = onTheWay.take(message);
      if (sent === undefined) return;
      if (sent.items > 1) {
        maxMessageBytes = sent.bytes / 2;
        batchBytes = Math.min(batchBytes, maxMessageBytes);
      } else refuse(sent.epoch, sent.missing, 'too_large', `an item of ${sent.bytes} bytes`);
      startAnew();
    },
    overdueMs() {
      if (pauseTimer !== undefined) return 0;
      const oldest = onTheWay.oldest();
      return oldest === undefined ? 0 : monotonicMs() - oldest.atMs;
    },
    isIdle: () => outbox.figures().waitingItems === 0,
    figures: () => ({ ...figures }),
  };

  function acknowledged(message: Acknowledgement): void {
    figures.sentItems += outbox.release(message.epoch, message.ranges);
    for (const { range, code, detail } of message.refused) {
      refuse(message.epoch, new RangeSet([range]), code, detail);
      for (const [id, { epoch, sequence }] of schemaItems) {
        if (epoch === message.epoch && sequence >= range[0] && sequence <= range[1]) unwanted.add(id);
      }
    }
    for (const sent of onTheWay.settle(message)) {
      if (!sent.isBacklog) continue;
      batchBytes = Math.min(nextBatchBytes(batchBytes, monotonicMs() - sent.atMs), maxMessageBytes);
    }
    for (const [id, item] of schemaItems)
      if (!outbox.holds(item.epoch, item.sequence)) schemaItems.delete(id);
    if (message.retryAfterMs > 0) pause(message.retryAfterMs);
    if (message.schemasNeeded.length > 0) void tellSchemas(message.schemasNeeded);
    else run();
  }

  function pause(ms: number): void {
    clearTimeout(pauseTimer);
    pauseTimer = setTimeout(() => {
      pauseTimer = undefined;
      startAnew();
    }, ms);
  }

  /** Their frames were not taken, so after them everything that waits goes out once more. */
  async function tellSchemas(ids: readonly string[]): Promise<void> {
    const items: { kind: typeof ITEM.schema; body: Uint8Array }[] = [];
    isTelling = true;
    for (const id of ids) {
      const answers = (schemaAnswers.get(id) ?? 0) + 1;
      schemaAnswers.set(id, answers);
      const body = answers > MAX_SCHEMA_ANSWERS || unwanted.has(id) ? undefined : await shelf.get(id);
      if (body === undefined) unwanted.add(id);
      else items.push({ kind: ITEM.schema, body });
    }
    isTelling = false;
    onTheWay.clear();
    if (items.length > 0) {
      const { items: appended, epoch = outbox.epoch } = outbox.append(items);
      rememberSchemas(epoch, appended);
      send(epoch, appended, false);
    }
    isBehind = true;
    run();
  }

  /** Nothing is on the way any more: the newest first, then everything that waits. */
  function startAnew(): void {
    onTheWay.clear();
    isBehind = true;
    run();
  }

  function run(): void {
    isAskedToRun = isRunning;
    if (isRunning) return;
    isRunning = true;
    sendWaiting()
      // The disk under the backlog may fail; what waits is tried again with the next answer or connection.
      .catch((error: Error) => options.onRefused('backlog_unreadable', error.message))
      .finally(() => {
        isRunning = false;
        // Something was offered or acknowledged while the loop was ending.
        if (isAskedToRun || ((isBehind || (isMoreBehind && backlog === undefined)) && hasRoom())) run();
      });
  }

  async function sendWaiting(): Promise<void> {
    while (hasRoom()) {
      if (isBehind) {
        isBehind = false;
        send(outbox.epoch, await newestItems(), false);
        openBacklog();
      } else if (isMoreBehind && backlog === undefined) {
        openBacklog();
      } else if (backlog !== undefined && !onTheWay.hasBacklog()) {
        const part = await backlog.next(batchBytes, onTheWay.has);
        // What came meanwhile is newer, and must not be taken for backlog.
        if (isBehind) continue;
        if (part === undefined) backlog = undefined;
        else send(part.epoch, stillWaiting(part.epoch, part.items), true);
      } else return;
    }
  }

  function openBacklog(): void {
    isMoreBehind = false;
    backlog = outbox.openBacklog();
  }

  function stillWaiting(epoch: string, items: readonly Item[]): Item[] {
    return items.filter(({ sequence }) => outbox.holds(epoch, sequence) && !onTheWay.has(epoch, sequence));
  }

  /** True when a frame among the items would overtake its schema, which waits in the backlog. */
  function isSchemaWaiting(items: readonly Item[]): boolean {
    return items.some((item) => {
      const schema = item.kind === ITEM.frame ? schemaItems.get(schemaIdOf(item)) : undefined;
      if (schema === undefined || onTheWay.has(schema.epoch, schema.sequence)) return false;
      return !items.some(({ sequence }) => sequence === schema.sequence);
    });
  }

  /** The newest frame of each schema that is not on the way, behind the schemas that were never acknowledged. */
  async function newestItems(): Promise<Item[]> {
    const frames = outbox.newestFrames().filter(({ sequence }) => !onTheWay.has(outbox.epoch, sequence));
    const schemas: Item[] = [];
    for (const frame of frames) {
      const id = schemaIdOf(frame);
      const { epoch, sequence } = schemaItems.get(id) ?? { epoch: '', sequence: 0 };
      if (epoch !== outbox.epoch || !outbox.holds(epoch, sequence) || onTheWay.has(epoch, sequence)) continue;
      const body = outbox.recent(sequence)?.body ?? (await shelf.get(id));
      if (body) schemas.push({ kind: ITEM.schema, flags: 0, sequence, body });
    }
    // Some may have been sent or acknowledged while a schema was read.
    return [...schemas, ...stillWaiting(outbox.epoch, frames)];
  }

  function send(epoch: string, items: readonly Item[], isBacklog: boolean): void {
    let batch: Item[] = [];
    let bytes = 0;
    for (const item of items) {
      if (item.kind === ITEM.frame && unwanted.has(schemaIdOf(item))) {
        refuse(epoch, new RangeSet([[item.sequence, item.sequence]]), 'schema_unwanted', schemaIdOf(item));
        continue;
      }
      const size = itemBytes(item.body.length);
      if (batch.length > 0 && (bytes + size > maxMessageBytes || batch.length >= LIMITS.itemsPerMessage)) {
        sendMessage(epoch, batch, bytes, isBacklog);
        [batch, bytes] = [[], 0];
      }
      batch.push(item);
      bytes += size;
    }
    if (batch.length > 0) sendMessage(epoch, batch, bytes, isBacklog);
  }

  function sendMessage(epoch: string, items: readonly Item[], bytes: number, isBacklog: boolean): void {
    if (link === undefined) return;
    const sequences = items.map(({ sequence }) => sequence);
    const number = onTheWay.add({ epoch, bytes, isBacklog, atMs: monotonicMs() }, sequences);
    link.send(encodeMessage(epoch, options.wallMs(), items), number);
  }

  function refuse(epoch: string, sequences: RangeSet, code: string, detail: string): void {
    figures.refusedItems += outbox.release(epoch, sequences.toRanges());
    if (refusedCodes.has(code)) return;
    refusedCodes.add(code);
    options.onRefused(code, detail);
  }

  function rememberSchemas(epoch: string, items: readonly Item[]): void {
    for (const { kind, body, sequence } of items) {
      if (kind === ITEM.schema) schemaItems.set(identityOfBytes(body), { epoch, sequence });
    }
  }

  function hasRoom(): boolean {
    if (link === undefined || pauseTimer !== undefined) return false;
    return onTheWay.size < link.maxUnanswered && link.waitingBytes < JAM_BYTES;
  }
}
