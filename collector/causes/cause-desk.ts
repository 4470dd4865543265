import type { Sql } from '#collector/ledger/sql.ts';
import { breathe } from '#collector/threads/breathe.ts';
import type { Alert, AlertEvent } from '#protocol/alert.ts';
import type { Meaning, Severity } from '#protocol/rule.ts';
import { type CauseLedger, type Change, causesIn, inferredAlert, inferredEvent } from './cause-ledger.ts';
import type { Because, Causes, TookDown } from './causes.ts';
import { correlating, type Scene } from './correlate.ts';
import { type Decision, deciding, type Moment, type Patience } from './decide.ts';
import { type Estate, type Graph, makeGraph } from './graph.ts';
import { carriersIn, hangingOn } from './hanging.ts';
import { inSlices } from './slices.ts';
import { COMMON_CAUSE, mayHaveCause, type Standing } from './standing.ts';
import { StandingBook } from './standing-book.ts';
import { SuspectQuestions } from './suspect-questions.ts';
import type { Suspect } from './suspects.ts';
import { makeWayMap, type WayMap } from './way-map.ts';

/** A silence waits so long for its cause. */
export const WAIT_MS = 15_000;
/** After its cause has ended: agents connect again within a minute, and send at an interval. */
export const SETTLE_MS = 90_000;
/** Devices that were silent are asked every five minutes at the least. */
export const POLLED_SETTLE_MS = 330_000;

/** Events are gathered for so long before they are looked at. */
const GATHER_MS = 100;
/** While something waits it is looked at so often, and so often while something is hidden. */
const WAITING_EVERY_MS = 1_000;
const HIDDEN_EVERY_MS = 5_000;
/** Changes of the estate are read not more often than this, and again after so long whatever happens. */
const ESTATE_EVERY_MS = 2_000;
const ESTATE_AGAIN_MS = 60_000;
/** Changes in one transaction; the thread is free between two. */
const CHANGES_AT_ONCE = 50;
/** Clocks of agents are right to within so much, or what they say is no sign of life. */
const AHEAD_MS = 5_000;
/** Whoever has waited this many times as long as it should is told, whatever is wrong here. */
const PATIENCE_TIMES = 4;
/** A decision may bring about the next one: a cause that is inferred hides others. */
const MOST_ROUNDS = 4;

export interface CauseDeskOptions {
  sql: Sql;
  /** The estate as it is now; asked again after `estateChanged`. */
  estate(): Promise<Estate>;
  meaningOf(rule: string): Meaning | undefined;
  /** When each target was last heard of. */
  signs(): ReadonlyMap<string, number>;
  /** Asks a target at once; undefined where nobody can ask it. */
  ask?(target: string): Promise<boolean | undefined>;
  nowMs(): number;
  onFault(what: string, error: Error): void;
  patience?: Patience;
}

/** What the desk counts; all but the first two grow only. */
export interface CauseStats {
  undecided: number;
  hidden: number;
  runs: number;
  suppressed: number;
  released: number;
  inferred: number;
  asked: number;
}

/** Keeps what stands behind what, as long as the collector runs. `run` does all that is due now. */
export class CauseDesk implements Causes {
  readonly #options: CauseDeskOptions;
  readonly #patience: Patience;
  readonly #ledger: CauseLedger;
  readonly #standing = new StandingBook();
  readonly #questions: SuspectQuestions;
  /** Alerts that have fired and may yet have a cause, and since when. */
  readonly #undecided = new Map<string, number>();
  readonly #listeners: ((events: readonly AlertEvent[]) => void)[] = [];
  readonly #stats = { runs: 0, suppressed: 0, released: 0, inferred: 0 };
  readonly #decidedListeners: (() => void)[] = [];
  #left = new Map<string, number>();
  #graph: Graph | undefined;
  #maps = new Map<string | null, WayMap>();
  #carriers: ReadonlySet<string> = new Set();
  #isEstateStale = true;
  #estateReadMs = Number.NEGATIVE_INFINITY;
  #running: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #timerAtMs = Number.POSITIVE_INFINITY;
  #started = false;
  #closed = false;

  private constructor(options: CauseDeskOptions) {
    this.#options = options;
    this.#patience = options.patience ?? {
      waitMs: WAIT_MS,
      settleMs: SETTLE_MS,
      polledSettleMs: POLLED_SETTLE_MS,
    };
    this.#ledger = causesIn(options.sql);
    this.#questions = new SuspectQuestions({
      ask: options.ask,
      nowMs: options.nowMs,
      onAnswer: () => this.#schedule(GATHER_MS),
      onFault: options.onFault,
    });
  }

  /** Takes up what stands in the ledger: a silence that had not found its cause goes on waiting. */
  static async open(options: CauseDeskOptions): Promise<CauseDesk> {
    const desk = new CauseDesk(options);
    const alerts = await desk.#ledger.firing();
    const nowMs = options.nowMs();
    for (const alert of alerts) {
      const standing = desk.#keep(alert);
      const firedAtMs = alert.firedAtMs ?? nowMs;
      const isRecent = nowMs - firedAtMs < PATIENCE_TIMES * desk.#patience.waitMs;
      if (!alert.because && isRecent && mayHaveCause(standing) && alert.rule !== COMMON_CAUSE)
        desk.#undecided.set(alert.id, firedAtMs);
    }
    const causes = alerts.flatMap(({ because }) => (because ? [because.alert] : []));
    const ends = await desk.#ledger.endsOf(causes);
    for (const { id, because } of alerts) {
      const endedAtMs = because ? ends.get(because.alert) : undefined;
      if (endedAtMs !== undefined) desk.#left.set(id, endedAtMs);
    }
    return desk;
  }

  get stats(): CauseStats {
    const { hidden } = this.#standing;
    return { ...this.#stats, asked: this.#questions.asked, undecided: this.#undecided.size, hidden };
  }

  start(): void {
    this.#started = true;
    this.#schedule(0);
  }

  take(events: readonly AlertEvent[]): void {
    for (const event of events) if (!event.late) this.#takeOne(event);
    if (events.length > 0) this.#schedule(GATHER_MS);
  }

  estateChanged(): void {
    this.#isEstateStale = true;
    if (this.#hidesOrWaits()) this.#schedule(ESTATE_EVERY_MS);
  }

  verdict(alert: Alert, nowMs: number): 'tell' | { waitUntilMs: number } | { because: Because } {
    const because = this.#standing.get(alert.id)?.alert.because;
    if (because) return { because };
    const { waitMs } = this.#patience;
    const sinceMs = this.#undecided.get(alert.id);
    if (sinceMs !== undefined)
      return nowMs - sinceMs < PATIENCE_TIMES * waitMs
        ? { waitUntilMs: Math.max(sinceMs + waitMs, nowMs + WAITING_EVERY_MS) }
        : 'tell';
    // Whoever tells may have read of it before it was handed to us.
    const meaning = this.#options.meaningOf(alert.rule);
    const isNews =
      !this.#standing.has(alert.id) &&
      alert.rule !== COMMON_CAUSE &&
      mayHaveCause({ alert, meaning }) &&
      nowMs - (alert.firedAtMs ?? 0) < waitMs;
    return isNews ? { waitUntilMs: nowMs + WAITING_EVERY_MS } : 'tell';
  }

  consequences(alert: string): readonly Alert[] {
    return this.#standing.behind(alert);
  }

  hanging({ id, target, rule }: Alert): Promise<readonly string[]> {
    const graph = this.#graph;
    const meaning = this.#standing.get(id)?.meaning ?? this.#options.meaningOf(rule);
    if (!graph || !this.#carriers.has(target)) return Promise.resolve([]);
    return inSlices(hangingOn(graph, (vantage) => this.#mapFrom(graph, vantage), target, meaning));
  }

  tookDown(alert: string): Promise<TookDown> {
    return this.#ledger.tookDown(alert);
  }

  onEvents(listener: (events: readonly AlertEvent[]) => void): void {
    this.#listeners.push(listener);
  }

  /** Called when something that waited is a trouble of its own. */
  onDecided(listener: () => void): void {
    this.#decidedListeners.push(listener);
  }

  /** Looks at everything now; one after the other. Rejects when the ledger did; the same may be tried again. */
  run(): Promise<void> {
    const mine = this.#running.catch(() => {}).then(() => this.#runOnce());
    this.#running = mine;
    return mine;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running.catch(() => {});
  }

  #takeOne({ kind, alert }: AlertEvent): void {
    if (alert.state === 'resolved') {
      this.#forget(alert.id);
      return;
    }
    if (alert.state !== 'firing') return;
    const known = this.#standing.get(alert.id);
    // Nobody else writes causes: what others have read of them may be older than what is known here.
    const standing = this.#keep(known ? { ...alert, because: known.alert.because } : alert);
    if (kind === 'fired' && !known && alert.rule !== COMMON_CAUSE && mayHaveCause(standing))
      this.#undecided.set(alert.id, this.#options.nowMs());
  }

  #keep(alert: Alert): Standing {
    const meaning = alert.rule === COMMON_CAUSE ? 'unreachable' : this.#options.meaningOf(alert.rule);
    return this.#standing.keep(alert, meaning);
  }

  #forget(id: string): void {
    this.#standing.forget(id);
    this.#undecided.delete(id);
    this.#left.delete(id);
  }

  #hidesOrWaits(): boolean {
    return this.#undecided.size > 0 || this.#standing.hidden > 0;
  }

  /** At the earliest of the moments asked for. */
  #schedule(inMs: number): void {
    const atMs = performance.now() + inMs;
    if (!this.#started || this.#closed || atMs >= this.#timerAtMs) return;
    clearTimeout(this.#timer);
    this.#timerAtMs = atMs;
    this.#timer = setTimeout(() => {
      this.#timerAtMs = Number.POSITIVE_INFINITY;
      this.run()
        .catch((error) => {
          this.#options.onFault('causes', error as Error);
          // What was decided and not recorded is decided anew, also where nothing waits any more.
          this.#schedule(HIDDEN_EVERY_MS);
        })
        .finally(() => this.#scheduleNext());
    }, inMs);
    this.#timer.unref();
  }

  #scheduleNext(): void {
    if (this.#undecided.size > 0) this.#schedule(WAITING_EVERY_MS);
    else if (this.#standing.hidden > 0) this.#schedule(HIDDEN_EVERY_MS);
  }

  async #runOnce(): Promise<void> {
    this.#stats.runs++;
    const graph = await this.#readEstate();
    const pending = this.#undecided.size > 0 ? await this.#ledger.pending() : [];
    for (let round = 0; round < MOST_ROUNDS; round++) {
      await breathe();
      const moment = await this.#look(graph, pending);
      const decision = await inSlices(deciding(moment));
      this.#left = decision.left;
      this.#questions.ask(decision.ask);
      if (!(await this.#infer(decision))) {
        this.#letGo(decision.decided);
        await this.#record(decision);
        return;
      }
    }
  }

  /** They are troubles of their own: whoever tells may go on. */
  #letGo(ids: readonly string[]): void {
    let hasChanged = false;
    for (const id of ids) hasChanged = this.#undecided.delete(id) || hasChanged;
    if (hasChanged) for (const listener of this.#decidedListeners) listener();
  }

  async #readEstate(): Promise<Graph> {
    const nowMs = this.#options.nowMs();
    const ageMs = nowMs - this.#estateReadMs;
    const isDue = ageMs >= (this.#isEstateStale ? ESTATE_EVERY_MS : ESTATE_AGAIN_MS);
    if (this.#graph && !isDue) return this.#graph;
    this.#isEstateStale = false;
    const estate = await this.#options.estate();
    await breathe();
    this.#graph = makeGraph(estate);
    this.#maps = new Map();
    this.#carriers = carriersIn(this.#graph);
    this.#estateReadMs = nowMs;
    return this.#graph;
  }

  async #look(graph: Graph, pending: readonly Alert[]): Promise<Moment> {
    const { nowMs, signs, meaningOf } = this.#options;
    const now = nowMs();
    const waiting = pending
      .filter(({ id }) => !this.#standing.has(id))
      .map((alert) => ({ alert, meaning: meaningOf(alert.rule) }));
    const heard = signs();
    const scene: Scene = {
      graph,
      waysFrom: (vantage) => this.#mapFrom(graph, vantage),
      standing: [...this.#standing.values(), ...waiting],
      // A clock that runs ahead proves nothing.
      lastSign: (target) => within(heard.get(target), now + AHEAD_MS),
    };
    const undecided = new Map(this.#undecided);
    await breathe();
    const verdicts = await inSlices(correlating(scene));
    const asked = (target: string) => this.#questions.answerOf(target);
    return { scene, verdicts, nowMs: now, patience: this.#patience, undecided, left: this.#left, asked };
  }

  #mapFrom(graph: Graph, vantage: string | null): WayMap {
    const known = this.#maps.get(vantage);
    if (known) return known;
    const made = makeWayMap(graph, vantage);
    this.#maps.set(vantage, made);
    return made;
  }

  /** Begins and ends inferred alerts; true when there were any, and everything is to be looked at anew. */
  async #infer({ begin, end }: Decision): Promise<boolean> {
    if (begin.length === 0 && end.length === 0) return false;
    const nowMs = this.#options.nowMs();
    const begun = begin.flatMap((suspect) => this.#inferred(suspect, nowMs) ?? []);
    const ended = end.map(
      ({ standing: { alert }, resolution }): Alert => ({
        ...alert,
        state: 'resolved',
        resolvedAtMs: nowMs,
        resolution,
      }),
    );
    this.#stats.inferred += begun.length;
    await this.#make([...begun, ...ended].map((alert) => ({ event: inferredEvent(alert, nowMs) })));
    return true;
  }

  #inferred({ target, takes }: Suspect, nowMs: number): Alert | undefined {
    const subject = this.#graph?.target(target);
    const taken = new Set(takes);
    const severities: Severity[] = [];
    for (const { alert, meaning } of this.#standing.values())
      if (meaning === 'unreachable' && taken.delete(alert.target)) severities.push(alert.severity);
    return subject && { ...inferredAlert({ ...subject, target }, severities, nowMs), value: takes.length };
  }

  async #record({ suppress, release }: Decision): Promise<void> {
    const changes: Change[] = [
      ...suppress.map(({ standing: { alert }, because }) => ({ alert: alert.id, because })),
      ...release.map(({ alert }) => ({ alert: alert.id, because: null })),
    ];
    this.#stats.suppressed += suppress.length;
    this.#stats.released += release.length;
    for (let at = 0; at < changes.length; at += CHANGES_AT_ONCE) {
      await this.#make(changes.slice(at, at + CHANGES_AT_ONCE));
      await breathe();
    }
  }

  /** Into the ledger, then into memory, then to whoever listens. */
  async #make(changes: readonly Change[]): Promise<void> {
    const events = await this.#ledger.record(changes, this.#options.nowMs());
    for (const { alert } of events) {
      if (alert.state !== 'firing') this.#forget(alert.id);
      // It may have ended since, and that may have been told already.
      else if (this.#standing.has(alert.id) || alert.rule === COMMON_CAUSE) this.#keep(alert);
      if (alert.because) this.#undecided.delete(alert.id);
    }
    if (events.length > 0) for (const listener of this.#listeners) listener(events);
  }
}

function within(timeMs: number | undefined, limitMs: number): number | undefined {
  return timeMs !== undefined && timeMs <= limitMs ? timeMs : undefined;
}
