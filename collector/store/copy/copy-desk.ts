import type { StoreAddress } from '#collector/config/store-address.ts';
import type { StoreOptions } from '../open-store.ts';
import type { Rows, Store } from '../store.ts';
import { type CopyOrder, readCopyOrder, type WrittenCopyOrder } from './copy-order.ts';
import type { CopyScope } from './copy-plan.ts';
import { forgetOrder, keepOrder, keptOrders } from './kept-orders.ts';
import { CopyRefusedError } from './open-side.ts';
import { openSides } from './open-sides.ts';
import { sharedPace } from './pace.ts';
import type { Progress } from './progress.ts';
import { type OrderOutcome, runOrder } from './run-order.ts';
import { sideName } from './side-address.ts';
import { sourceOf } from './sides.ts';

/** Small, so that the thread and its store are free for others again soon. */
const LOT_SAMPLES = 250_000;
const PORTION_SAMPLES = 20_000;

export interface CopyDeskOptions {
  /** What this collector has open. */
  address: StoreAddress;
  store: Store;
  /** Rows for it beside those of the journal. */
  lend(rows: readonly Rows[]): Promise<void>;
  flushLent(): Promise<void>;
  /** Rows from the journal wait for it. */
  isBehind(): boolean;
  /** Questions are being answered. */
  isAsked(): boolean;
  /** For stores that are opened beside it. */
  open: StoreOptions;
  wants: NonNullable<CopyScope['wants']>;
  nowMs(): number;
}

/** What a collector says about copying. */
export interface CopyStatus {
  running: { from: string; to: string; progress: Progress } | null;
  /** What a restart interrupted and only somebody with the secrets of its stores can go on with. */
  unfinished: { from: string; to: string }[];
}

interface Running {
  order: CopyOrder;
  progress: Progress | null;
  stopping: AbortController;
  outcome: Promise<OrderOutcome>;
}

/** Copies between the store that a collector has open and others: in the background, one order at a time. */
export class CopyDesk {
  readonly #options: CopyDeskOptions;
  #running: Running | undefined;

  constructor(options: CopyDeskOptions) {
    this.#options = options;
  }

  /** Goes on with what the end of the last process interrupted; undefined when there is nothing, or a secret is missing. */
  resume(): Promise<OrderOutcome> | undefined {
    const order = keptOrders(this.#options.open.dataDir).find((kept) => kept.order !== null)?.order;
    return order ? this.run(order) : undefined;
  }

  /** Carries an order out; the same one again while it is under way waits for the same end. */
  run(body: unknown): Promise<OrderOutcome> {
    const running = this.#running;
    try {
      const order = readCopyOrder(body);
      if (!running) return this.#start(order, body as WrittenCopyOrder);
      if (isSame(running.order, order)) return running.outcome;
    } catch (error) {
      return Promise.reject(error);
    }
    const { from, to } = running.order;
    return Promise.reject(
      new CopyRefusedError(
        `a copy from ${sideName(from)} to ${sideName(to)} is under way, and one at a time is allowed: wait for it (copy-status) or end it (copy-cancel)`,
      ),
    );
  }

  #start(order: CopyOrder, written: WrittenCopyOrder): Promise<OrderOutcome> {
    const stopping = new AbortController();
    const running: Running = {
      order,
      progress: null,
      stopping,
      outcome: this.#carryOut(order, written, stopping.signal),
    };
    this.#running = running;
    const end = () => {
      this.#running = undefined;
    };
    running.outcome.then(end, end);
    return running.outcome;
  }

  async #carryOut(order: CopyOrder, written: WrittenCopyOrder, signal: AbortSignal): Promise<OrderOutcome> {
    const { address, store, lend, flushLent, open, wants, nowMs, isBehind, isAsked } = this.#options;
    const destination = { ...sourceOf(store), append: lend, flush: flushWith(lend, flushLent) };
    const sides = await openSides(order, open, { address, store, destination });
    try {
      if (order.does === 'copy') keepOrder(open.dataDir, order, written);
      const outcome = await runOrder({
        order,
        dataDir: open.dataDir,
        retention: order.to.kind === 'folder' ? undefined : open.retention,
        ...sides,
        wants,
        pace: sharedPace({ share: order.share, isBehind, isAsked, signal }),
        lotSamples: LOT_SAMPLES,
        portionSamples: PORTION_SAMPLES,
        say: (progress) => {
          if (this.#running) this.#running.progress = progress;
        },
        signal,
        nowMs,
      });
      if (outcome.finished) forgetOrder(open.dataDir, order);
      return outcome;
    } finally {
      await sides.close();
    }
  }

  status(): CopyStatus {
    const { order, progress } = this.#running ?? {};
    const running =
      order && progress ? { from: sideName(order.from), to: sideName(order.to), progress } : null;
    const unfinished = keptOrders(this.#options.open.dataDir)
      .filter(({ from, to }) => from !== running?.from || to !== running.to)
      .map(({ from, to }) => ({ from, to }));
    return { running, unfinished };
  }

  /** Ends what is under way in good order, and no restart goes on with it; false when there is nothing. */
  async cancel(): Promise<boolean> {
    const running = this.#running;
    if (!running) return false;
    running.stopping.abort();
    await running.outcome.catch(() => {});
    forgetOrder(this.#options.open.dataDir, running.order);
    return true;
  }

  /** The end of this process; the next one goes on. */
  async close(): Promise<void> {
    this.#running?.stopping.abort();
    await this.#running?.outcome.catch(() => {});
  }
}

/** Roll-ups go to the store beside the feeder: an empty loan has it flush although it was lent nothing. */
function flushWith(
  lend: CopyDeskOptions['lend'],
  flush: CopyDeskOptions['flushLent'],
): CopyDeskOptions['flushLent'] {
  return async () => {
    await lend([]);
    await flush();
  };
}

function isSame(a: CopyOrder, b: CopyOrder): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
