import { setTimeout as sleep } from 'node:timers/promises';
import { isLoopbackUrl } from '#collector/config/address.ts';
import type { Catalog } from '../embedded/catalog.ts';
import { CataloguedGroups } from '../embedded/catalogued-groups.ts';
import type { Groups } from '../embedded/groups.ts';
import type { Retention } from '../embedded/tiers.ts';
import { FaultLog } from '../fault-log.ts';
import { type Rows, type StoreFault, type StoreStats, StoreUnavailableError } from '../store.ts';
import { type LinePlan, Lines, planLines } from './lines.ts';
import { DURABLE_AFTER_MS, Marks } from './marks.ts';
import { Names, victoriaName } from './names.ts';
import { anyOf, quoted } from './selector.ts';
import { parseSettings, skippedSince, type VictoriaSettings, warningsOf } from './settings.ts';
import { type VictoriaAddress, VictoriaHttp } from './victoria-http.ts';

export interface VictoriaOptions {
  address: VictoriaAddress;
  /** Where the position and the names of what was written are kept. */
  folder: string;
  /** What the configuration promises; the server alone forgets, so that it is only compared. */
  retention: Retention;
  /** The display name of a target, for the label `host`. */
  hostOf?(target: string): Promise<string | undefined>;
  timeoutMs?: number;
  /** Compress requests; by default wherever the server is another machine. */
  compress?: boolean;
  /** How long the server may keep rows in memory alone. */
  durableAfterMs?: number;
  /** How often the server is asked how it is and what it still has. */
  lookEveryMs?: number;
  /** Resolves when what was written to a target `agoMs` ago can be found, and deleted; a pause unless said otherwise. */
  untilReadable?(agoMs: number): Promise<void>;
  /** UTC. */
  nowMs?(): number;
}

const TIMEOUT_MS = 20_000;
const FIGURES_TIMEOUT_MS = 5_000;
const LOOK_EVERY_MS = 5_000;
/** A new series can be found after this: for 10 s the server remembers what it answered before. */
const READABLE_MS = 12_000;
/** A request goes when it has this many lines or bytes. */
const LINES = 5_000;
const BYTES = 4 * 2 ** 20;
/** Names of metrics in one request that deletes. */
const NAMES = 200;
const DELETIONS = 5;

/** Brings rows into the server and knows what is there: series, how far it is, how the server is set. */
export class VictoriaWriter {
  readonly groups: Groups;
  readonly http: VictoriaHttp;
  readonly names: Names;
  readonly marks: Marks;
  readonly #catalog: Catalog;
  readonly #options: VictoriaOptions;
  readonly #catalogued: CataloguedGroups;
  readonly #plans = new Map<string, LinePlan>();
  readonly #buffer = new Lines();
  readonly #faults = new FaultLog();
  /** When rows of a target were written last. */
  readonly #wroteMs = new Map<string, number>();
  readonly #openedMs = elapsedMs();
  #settings: VictoriaSettings = parseSettings(undefined);
  #lookedMs = Number.NEGATIVE_INFINITY;
  /** Whether the server was looked at since it was reached (again). */
  #ready = false;
  /** Rows went with a failure, and whoever feeds does not know it yet. */
  #isForgetful = false;
  #applied: number;
  #samplesAppended = 0;

  constructor(catalog: Catalog, options: VictoriaOptions) {
    const { address, timeoutMs = TIMEOUT_MS, compress = !isLoopbackUrl(address.writeUrl) } = options;
    this.#catalog = catalog;
    this.#catalogued = new CataloguedGroups(catalog);
    this.groups = this.#catalogued.groups;
    this.#options = options;
    this.http = new VictoriaHttp(address, { timeoutMs, compress });
    this.names = new Names(catalog);
    this.marks = new Marks({
      catalog,
      durableAfterMs: options.durableAfterMs ?? DURABLE_AFTER_MS,
      nowMs: options.nowMs ?? Date.now,
      elapsedMs,
      read: (matcher, fromMs, lastMs) => this.http.exportSeries(matcher, fromMs, lastMs),
    });
    this.#applied = this.marks.position;
  }

  /** From where rows come again; whoever asks knows of what was forgotten. */
  position(): number {
    this.#isForgetful = false;
    return this.marks.position;
  }

  /** Rows wait in the buffer until a request is full; a failure forgets them, they come again from the position. */
  async append(batch: readonly Rows[], position: number): Promise<void> {
    await this.#attempt(async () => {
      for (const rows of batch) {
        const plan = this.#plans.get(rows.schemaId) ?? (await this.#makePlan(rows));
        const { timesMs, values } = rows;
        for (let row = 0; row < timesMs.length; row++) {
          this.#buffer.addRow(plan, timesMs[row], values, row * plan.width);
          if (this.#buffer.count >= LINES || this.#buffer.length >= BYTES) await this.send();
        }
        this.#wroteMs.set(rows.schema.target, elapsedMs());
        this.#samplesAppended += values.length;
      }
      this.#applied = position;
    });
  }

  /** Everything is with the server; it is durable once the marks of this are. */
  async flush(): Promise<void> {
    await this.#attempt(async () => {
      await this.send();
      this.#catalog.commit();
      if (!this.marks.isMarked(this.#applied)) await this.#mark();
      const { lookEveryMs = LOOK_EVERY_MS } = this.#options;
      if (elapsedMs() - this.#lookedMs >= lookEveryMs) await this.#look();
    });
  }

  async #mark(): Promise<void> {
    const { sent, lines, again } = this.marks.next(this.#applied);
    await this.#writeMarks(lines);
    await this.#writeMarks(again);
    this.marks.sent(sent);
  }

  /** Lines that every server takes: one that does not is ill. */
  async #writeMarks(lines: Buffer): Promise<void> {
    const { refused } = await this.http.write(lines);
    if (refused === undefined) return;
    throw new StoreUnavailableError(`the server does not take lines: ${refused}`, { code: 'unwell' });
  }

  /** A failure leaves nothing half done: the store is asked for its position, and rows come again from there. */
  async #attempt(work: () => Promise<void>): Promise<void> {
    if (this.#isForgetful) throw new StoreUnavailableError('rows were forgotten since: ask for the position');
    try {
      if (!this.#ready) await this.#look();
      this.#ready = true;
      await work();
    } catch (error) {
      this.#buffer.clear();
      this.marks.forget();
      this.#applied = this.marks.position;
      this.#ready = false;
      this.#isForgetful = true;
      throw error;
    }
  }

  async #look(): Promise<void> {
    const settings = parseSettings(await this.http.ownFigures(FIGURES_TIMEOUT_MS));
    const skipped = skippedSince(this.#settings, settings);
    if (skipped && this.#lookedMs > 0) this.#fault('rejected', skipped);
    this.#settings = settings;
    await this.marks.look(settings);
    this.#lookedMs = elapsedMs();
  }

  async send(): Promise<void> {
    if (this.#buffer.count === 0) return;
    await this.#write(this.#buffer.written(), false);
    this.#buffer.clear();
  }

  /** Lines that are refused are looked for by halves; a server that takes none at all is ill. */
  async #write(lines: Buffer, takesOthers: boolean): Promise<void> {
    const { refused, status } = await this.http.write(lines);
    if (refused === undefined) return;
    if (!takesOthers && status !== 413) await this.#writeMarks(this.marks.next(this.marks.position).lines);
    const middle = lines.indexOf('\n', lines.length >> 1) + 1;
    const isOne = lines.indexOf('\n') === lines.length - 1;
    if (isOne || middle === 0) return this.#fault('rejected', refused);
    const cut = middle < lines.length ? middle : lines.indexOf('\n') + 1;
    await this.#write(lines.subarray(0, cut), true);
    await this.#write(lines.subarray(cut), true);
  }

  async #makePlan({ schemaId, schema }: Pick<Rows, 'schemaId' | 'schema'>): Promise<LinePlan> {
    this.#catalogued.ensure({ schemaId, schema });
    const host = await this.#options.hostOf?.(schema.target);
    const plan = planLines(schema, host, this.names);
    this.#plans.set(schemaId, plan);
    return plan;
  }

  /**
   * The series are taken away over there, which finds only what is readable already. A server that does not let us
   * is named as a fault, and the target is forgotten here: nothing that was asked once waits for ever.
   */
  async deleteTarget(target: string): Promise<void> {
    await this.#attempt(async () => {
      await this.send();
      const groups = this.groups.ofTarget(target);
      await this.#untilReadable(target);
      const metrics = new Set(
        groups.flatMap(({ shape }) => shape.columns.map(({ metric }) => victoriaName(metric))),
      );
      const refused = await this.#deleteSeries(target, [...metrics]);
      if (refused) this.#fault('rejected', `the samples of ${target} cannot be deleted there: ${refused}`);
      for (const group of groups) {
        this.#plans.delete(group.schemaId);
        this.#catalogued.remove(group);
      }
      this.#wroteMs.delete(target);
      this.#catalog.commit();
    });
  }

  /** What can be brought to safety is; after a failure that nobody knows of yet there is nothing. */
  async close(): Promise<void> {
    if (!this.#isForgetful) await this.flush();
  }

  async #untilReadable(target: string): Promise<void> {
    // Whoever was here before may have written just before.
    const agoMs = elapsedMs() - (this.#wroteMs.get(target) ?? this.#openedMs);
    if (agoMs >= READABLE_MS) return;
    await (this.#options.untilReadable ?? pause)(agoMs);
  }

  async #deleteSeries(target: string, metrics: readonly string[]): Promise<string | undefined> {
    for (let from = 0; from < metrics.length; from += NAMES) {
      const names = anyOf('__name__', metrics.slice(from, from + NAMES));
      const refused = await this.#deleteMatching(`{${names},target=${quoted(target)}}`);
      if (refused) return refused;
    }
    return undefined;
  }

  /**
   * Of two replicas behind one door one request deletes on one of them. Both are asked whether it is gone; three
   * requests a round, so that by turns each of them is told.
   */
  async #deleteMatching(matcher: string): Promise<string | undefined> {
    for (let left = DELETIONS; left > 0; left--) {
      const refused = await this.http.deleteSeries(matcher);
      if (refused) return refused;
      const one = await this.http.hasSeries(matcher);
      const other = await this.http.hasSeries(matcher);
      if (!one && !other) return undefined;
    }
    return 'they are still there after they were deleted';
  }

  /** The span is that of the request; the server does not say which of its lines it means. */
  #fault(code: StoreFault['code'], detail: string): void {
    const { fromMs, toMs } = this.#buffer;
    this.#faults.add({ code, fromMs, toMs, detail });
  }

  stats(): StoreStats {
    return {
      engine: 'victoriametrics',
      series: this.groups.series,
      samplesAppended: this.#samplesAppended,
      diskBytes: 0,
      memoryBytes: this.#buffer.memoryBytes,
      rollupsPending: 0,
      ...this.#faults.stats(),
      warnings: warningsOf(this.#settings, this.#options.retention, this.marks.keepsDoubles),
    };
  }
}

async function pause(agoMs: number): Promise<void> {
  await sleep(READABLE_MS - agoMs);
}

function elapsedMs(): number {
  return performance.now();
}
