import { isDeepStrictEqual } from 'node:util';
import type { RulesBody } from '#collector/journal/control-bodies.ts';

/** Members of groups change with every target; a discovery that makes a thousand of them is one change. */
const SETTLE_MS = 1_000;

export interface RulesSenderOptions {
  /** Everything that is in force now. */
  body(): Promise<RulesBody>;
  /** Brings it into the journal; resolves when it is durable there. */
  send(body: RulesBody): Promise<void>;
  onError(error: Error): void;
}

/** Brings rules, thresholds and groups into the journal whenever they have changed. */
export class RulesSender {
  readonly #options: RulesSenderOptions;
  #sent: RulesBody | undefined;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> = Promise.resolve();

  constructor(options: RulesSenderOptions) {
    this.#options = options;
  }

  /** Sends what is in force; resolves when it counts. */
  put(): Promise<void> {
    return this.#inOrder(async () => this.#send(await this.#options.body()));
  }

  /** Members of a group may be others: looks after a moment, and sends only when what judging needs is another. */
  soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#inOrder(async () => {
        const body = await this.#options.body();
        if (!isDeepStrictEqual(body, this.#sent)) await this.#send(body);
      }).catch(this.#options.onError);
    }, SETTLE_MS).unref();
  }

  /** Nothing is sent any more. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#sending;
  }

  async #send(body: RulesBody): Promise<void> {
    await this.#options.send(body);
    this.#sent = body;
  }

  /** One behind the other: an older state must not come last. */
  #inOrder(work: () => Promise<void>): Promise<void> {
    const mine = this.#sending.then(work);
    this.#sending = mine.catch(() => {});
    return mine;
  }
}
