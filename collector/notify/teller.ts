import { alertsIn } from '#collector/alerts/alerts-repository.ts';
import { evidenceIn } from '#collector/evidence/evidence.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import type { ChannelsRepository } from './channels-repository.ts';
import { OpenChannels } from './open-channels.ts';
import {
  callChannel,
  type Pipeline,
  planEvents,
  type RuleMemory,
  type TellingStats,
  type Tone,
} from './pipeline.ts';
import { pass, type Stage } from './plan.ts';
import { tellingLedger } from './telling-ledger.ts';

/** While something waits the pipeline is run this often, otherwise more rarely. */
const BUSY_EVERY_MS = 250;
const IDLE_EVERY_MS = 2_000;
const KEEP_RECORDS_MS = 400 * 86_400_000;
const FORGET_EVERY_MS = 86_400_000;

export interface TellerOptions {
  sql: Sql;
  channels: ChannelsRepository;
  rules: RuleMemory;
  organisation(id: string): Tone | Promise<Tone>;
  targetName(id: string): string;
  pagesUrl: string;
  nowMs(): number;
  random?: () => number;
  /** Stages that later parts bring; each may keep an event from being told. */
  suppress?: Stage;
  silence?: Stage;
  schedule?: Stage;
  /** Hears of what went wrong inside: a ledger that is busy, a secret that cannot be opened. Never of a failed call. */
  onFault(what: string, error: Error): void;
}

/**
 * Tells people what happened, as long as it runs. `run` goes through everything that is due now and may be called
 * at any time; `start` does so by itself, and `wake` says that something has happened.
 */
export class Teller {
  readonly #pipeline: Pipeline;
  readonly #onFault: TellerOptions['onFault'];
  readonly #stop = new AbortController();
  /** Channels that are being called: one call at a time each, none waits for another. */
  readonly #busy = new Map<string, Promise<void>>();
  #running: Promise<void> | undefined;
  #again = false;
  #timer: NodeJS.Timeout | undefined;
  #recovered = false;
  #forgotMs = 0;

  constructor(options: TellerOptions) {
    const { sql, rules, organisation, targetName, pagesUrl, nowMs } = options;
    this.#onFault = options.onFault;
    this.#pipeline = {
      alerts: alertsIn(sql),
      evidence: evidenceIn(sql),
      rules,
      ledger: tellingLedger(sql),
      channels: new OpenChannels(options.channels, (name, error) =>
        options.onFault(`channel ${name}`, error),
      ),
      suppress: options.suppress ?? pass,
      silence: options.silence ?? pass,
      schedule: options.schedule ?? pass,
      organisation,
      targetName,
      pagesUrl,
      nowMs,
      random: options.random ?? Math.random,
      stats: {
        eventsPlanned: 0,
        heldBack: 0,
        attempts: 0,
        delivered: 0,
        retries: 0,
        failed: 0,
        fellBack: 0,
        repeats: 0,
      },
    };
  }

  get stats(): Readonly<TellingStats> {
    return this.#pipeline.stats;
  }

  start(): void {
    this.#schedule(0);
  }

  /** Something has happened that may have to be told. */
  wake(): void {
    this.#again = true;
    if (this.#timer && !this.#running) this.#schedule(0);
  }

  /** Plans and makes everything that is due; resolves when all calls begun have ended. */
  async run(): Promise<void> {
    await this.#runOnce();
    while (this.#busy.size > 0) await Promise.all(this.#busy.values());
  }

  /** Stops; calls under way are broken off and tried again at the next start. May be called twice. */
  async close(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#running;
    await Promise.all(this.#busy.values());
    await this.#pipeline.channels.close();
  }

  #schedule(delayMs: number): void {
    clearTimeout(this.#timer);
    if (this.#stop.signal.aborted) return;
    this.#timer = setTimeout(() => void this.#tick(), delayMs);
  }

  async #tick(): Promise<void> {
    const waits = await this.#runOnce();
    const delayMs = waits ? BUSY_EVERY_MS : IDLE_EVERY_MS;
    this.#schedule(this.#again ? 0 : delayMs);
  }

  /** One run at a time; who asks meanwhile gets another one behind it. True while something waits. */
  async #runOnce(): Promise<boolean> {
    if (this.#running) {
      this.#again = true;
      await this.#running;
      return true;
    }
    let waits = true;
    const run = async () => {
      do {
        this.#again = false;
        waits = await this.#go();
      } while (this.#again && !this.#stop.signal.aborted);
    };
    this.#running = run().catch((error) => this.#onFault('telling', error));
    await this.#running;
    this.#running = undefined;
    return waits;
  }

  async #go(): Promise<boolean> {
    const { ledger, channels, nowMs, stats } = this.#pipeline;
    if (!this.#recovered) {
      stats.repeats += await ledger.recover(nowMs());
      this.#recovered = true;
    }
    await channels.refresh(nowMs());
    while (await planEvents(this.#pipeline)) if (this.#stop.signal.aborted) return true;
    const retries = (await ledger.retries()).map((call) => call.channel);
    const waiting = (await ledger.waiting()).map((each) => each.channel);
    const names = new Set([...retries, ...waiting]);
    for (const name of names) {
      if (channels.isGone(name)) await ledger.failWaiting(name, 'the channel is gone or disabled', nowMs());
      else this.#call(name);
    }
    await this.#forget();
    return names.size > 0;
  }

  /** Calls a channel until nothing is due on it. */
  #call(name: string): void {
    if (this.#busy.has(name)) return;
    const work = async () => {
      for (;;) {
        const open = this.#pipeline.channels.get(name);
        if (!open || this.#stop.signal.aborted) return;
        if (!(await callChannel(this.#pipeline, open, this.#stop.signal))) return;
      }
    };
    const mine = work()
      .catch((error) => this.#onFault(`channel ${name}`, error))
      .finally(() => this.#busy.delete(name));
    this.#busy.set(name, mine);
  }

  async #forget(): Promise<void> {
    const nowMs = this.#pipeline.nowMs();
    if (nowMs - this.#forgotMs < FORGET_EVERY_MS) return;
    this.#forgotMs = nowMs;
    await this.#pipeline.ledger.forgetBefore(nowMs - KEEP_RECORDS_MS);
  }
}
