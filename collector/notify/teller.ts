import { alertsIn } from '#collector/alerts/alerts-repository.ts';
import { evidenceIn } from '#collector/evidence/evidence.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import { breathe } from '#collector/threads/breathe.ts';
import { callChannel } from './call-channel.ts';
import { callLedger } from './call-ledger.ts';
import type { ChannelsRepository } from './channels-repository.ts';
import { giveUpChannel, handOverLate } from './hand-over.ts';
import { type HoldLedger, holdLedger } from './hold-ledger.ts';
import { Holds } from './holds.ts';
import { OpenChannels } from './open-channels.ts';
import { Paces } from './paces.ts';
import { noStats, type Pipeline, type RuleMemory, type TellingStats, type Tone } from './pipeline.ts';
import { type FindContact, type Routes, ruleRoutes, type Stage } from './plan.ts';
import { planEvents } from './plan-events.ts';
import { reaskHolds } from './reask-holds.ts';
import { rememberRules } from './remember-rules.ts';
import { GIVE_UP_AFTER_MS } from './retry-policy.ts';
import { tellingLedger } from './telling-ledger.ts';

/** While something waits the pipeline is run this often, otherwise more rarely. */
const BUSY_EVERY_MS = 250;
const IDLE_EVERY_MS = 2_000;
const KEEP_RECORDS_MS = 400 * 86_400_000;
const FORGET_EVERY_MS = 3_600_000;

export interface TellerOptions {
  sql: Sql;
  channels: ChannelsRepository;
  rules: RuleMemory;
  organisation(id: string): Tone | Promise<Tone>;
  targetName(id: string): string;
  /** Where links in messages lead; empty: there are none. */
  pagesUrl(): string;
  nowMs(): number;
  random?: () => number;
  /** Stages that may keep an event from being told for a while, in the order in which they are asked. */
  suppress?: Stage;
  silence?: Stage;
  schedule?: Stage;
  /** Who is told of what; without it the channels that the rule names. */
  routes?: Routes;
  contact?: FindContact;
  /** What alerts take down; without it messages say nothing of that. */
  causes?: Pipeline['causes'];
  /** Shared with all else that is sent over the channels. */
  paces?: Paces;
  /** Events that may be held back, where it is not the usual number. */
  mostHeld?: number;
  /** Hears of what went wrong inside: a ledger that is busy, a secret that cannot be opened. Never of a failed call. */
  onFault(what: string, error: Error): void;
}

/**
 * Tells people what happened, as long as it runs. `run` goes through everything that is due now and may be called
 * at any time; `start` does so by itself, `wake` says that something has happened, and `reconsider` that stages may
 * answer differently from now on.
 */
export class Teller {
  readonly #pipeline: Pipeline;
  readonly #rules: ReturnType<typeof rememberRules>;
  readonly #holds: HoldLedger;
  readonly #onFault: TellerOptions['onFault'];
  readonly #stop = new AbortController();
  /** Channels that are being called: one call at a time each, none waits for another. */
  readonly #busy = new Map<string, Promise<void>>();
  /** Channels whose work the ledger broke off: what was under way there is taken up again first. */
  readonly #broken = new Set<string>();
  #running: Promise<void> | undefined;
  #again = false;
  #reconsider = false;
  #timer: NodeJS.Timeout | undefined;
  #recovered = false;
  /** False once something has failed: what is held may be otherwise in the ledger than in memory. */
  #holdsKnown = false;
  #forgotMs = 0;

  constructor(options: TellerOptions) {
    const { sql, organisation, targetName, pagesUrl, nowMs, suppress, silence, schedule } = options;
    const alerts = alertsIn(sql);
    this.#onFault = options.onFault;
    this.#rules = rememberRules(options.rules);
    this.#holds = holdLedger(sql);
    this.#pipeline = {
      sql,
      alerts,
      evidence: evidenceIn(sql),
      rules: this.#rules,
      tellings: tellingLedger(sql),
      calls: callLedger(sql),
      holds: new Holds(this.#holds, alerts, options.mostHeld),
      channels: new OpenChannels(options.channels, options.paces ?? new Paces(), (name, error) =>
        options.onFault(`channel ${name}`, error),
      ),
      stages: [suppress, silence, schedule].filter((stage) => stage !== undefined),
      routes: options.routes ?? ruleRoutes,
      contact: options.contact ?? (() => undefined),
      causes: options.causes,
      organisation,
      targetName,
      pagesUrl,
      nowMs,
      random: options.random ?? Math.random,
      stats: noStats(),
    };
  }

  get stats(): Readonly<TellingStats> {
    return this.#pipeline.stats;
  }

  /** How many events stages hold back now. */
  get holding(): number {
    return this.#pipeline.holds.size;
  }

  start(): void {
    this.#schedule(0);
  }

  /** Something has happened that may have to be told. */
  wake(): void {
    this.#again = true;
    if (this.#timer && !this.#running) this.#schedule(0);
  }

  /** A cause has ended, a silence was lifted, somebody's hours have changed: what is held is asked again. */
  reconsider(): void {
    this.#reconsider = true;
    this.wake();
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
    const { holds, nowMs } = this.#pipeline;
    const heldMs = Math.max(BUSY_EVERY_MS, (holds.nextMs() ?? Number.POSITIVE_INFINITY) - nowMs());
    const delayMs = waits ? BUSY_EVERY_MS : Math.min(IDLE_EVERY_MS, heldMs);
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
    this.#running = run().catch((error) => {
      // A ledger that takes nothing is left alone for a while.
      waits = false;
      this.#holdsKnown = false;
      this.#onFault('telling', error);
    });
    await this.#running;
    this.#running = undefined;
    return waits;
  }

  async #go(): Promise<boolean> {
    const { tellings, calls, holds, channels, nowMs, stats } = this.#pipeline;
    if (!this.#recovered) {
      stats.repeats += await calls.recover(nowMs());
      this.#recovered = true;
    }
    if (!this.#holdsKnown) {
      await holds.load();
      this.#holdsKnown = true;
    }
    for (const name of this.#broken) {
      if (this.#busy.has(name)) continue;
      stats.repeats += await calls.recover(nowMs(), name);
      this.#broken.delete(name);
    }
    this.#rules.forget();
    await channels.refresh(nowMs());
    if (!(await this.#plan())) return true;
    await handOverLate(this.#pipeline);
    const names = new Set([...(await calls.openChannels()), ...(await tellings.waitingChannels())]);
    for (const name of names) {
      if (!channels.isGone(name)) this.#call(name);
      else stats.failed += await giveUpChannel(this.#pipeline, name);
    }
    await this.#forget();
    return names.size > 0;
  }

  /** Plans what has happened and asks about what is held; false when it was told to stop. */
  async #plan(): Promise<boolean> {
    let planned: Awaited<ReturnType<typeof planEvents>>;
    do {
      if (this.#stop.signal.aborted) return false;
      planned = await planEvents(this.#pipeline);
    } while (planned === 'more');
    // An end that has not been planned yet must not be overtaken by its beginning.
    if (planned === 'full') return true;
    const all = this.#reconsider;
    this.#reconsider = false;
    await reaskHolds(this.#pipeline, all);
    return true;
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
      .catch((error) => {
        this.#broken.add(name);
        this.#onFault(`channel ${name}`, error);
      })
      .finally(() => this.#busy.delete(name));
    this.#busy.set(name, mine);
  }

  async #forget(): Promise<void> {
    const { tellings, calls, nowMs, stats } = this.#pipeline;
    if (nowMs() - this.#forgotMs < FORGET_EVERY_MS) return;
    this.#forgotMs = nowMs();
    // A channel that cannot be opened must not fill the queue for all others.
    for (let given = -1; given !== 0; await breathe()) {
      given = await tellings.giveUp(nowMs() - GIVE_UP_AFTER_MS);
      stats.failed += given;
    }
    const beforeMs = nowMs() - KEEP_RECORDS_MS;
    for (const records of [tellings, calls, this.#holds]) {
      while (await records.forgetBefore(beforeMs)) await breathe();
    }
  }
}
