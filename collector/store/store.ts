import type { MetricKind } from '#protocol/metric.ts';
import type { Labels, SeriesIdentity } from '#protocol/sample.ts';
import type { Schema } from '#protocol/schema.ts';
import type { StoreErrorCode } from '#protocol/store-state.ts';
import type { RolledHistory } from './rolled.ts';

/**
 * How samples are folded into steps. A sample that was not read counts nowhere; a bin that holds only such samples
 * is NaN (its count 0). `rate` is the increase per second over the pairs of neighbouring samples inside the span,
 * each pair counted where its later sample lies; a fall (reset, wrap) or an unread sample between them is a gap.
 * Answers from roll-ups leave out pairs that lie more than four intervals apart.
 */
export const AGGREGATIONS = ['avg', 'min', 'max', 'last', 'sum', 'count', 'rate'] as const;
export type Aggregation = (typeof AGGREGATIONS)[number];

/** Which series: a metric, targets (undefined: any; the caller filters by organisation before), equal labels. */
export interface Selector {
  metric: string;
  targets?: readonly string[];
  labels?: Labels;
}

/** A question about a span of time, both ends UTC ms, `from` included, `to` excluded. */
export interface Query {
  selector: Selector;
  fromMs: number;
  toMs: number;
  /** 0: the samples as they are. Otherwise bins of this width, aligned to multiples of it. */
  stepMs: number;
  aggregation: Aggregation;
  /** Only the n series whose aggregate over the whole span is highest, the highest first. */
  top?: number;
  /** Answers from samples alone: no roll-up stands for them, and where they are gone there is nothing. */
  onlySamples?: boolean;
}

/**
 * One answer as columns; ascending times, a bin (named by its start) without samples is left out, NaN where a sample
 * was not read. A store that cannot keep NaN (InfluxDB) leaves these out.
 */
export interface SeriesColumns extends SeriesIdentity {
  timesMs: Float64Array;
  values: Float64Array;
}

/** A known series and what it is. */
export interface SeriesDescription extends SeriesIdentity {
  kind: MetricKind;
  unit: string;
  intervalMs: number;
}

/** Bounds of one query; beyond them `QueryTooLargeError`. */
export interface QueryLimits {
  series: number;
  points: number;
  timeoutMs: number;
}
export const DEFAULT_QUERY_LIMITS: QueryLimits = {
  series: 10_000,
  points: 2_000_000,
  timeoutMs: 30_000,
};

/** Rows of one schema, as they come out of the journal. */
export interface Rows {
  /** 32 hex digits. */
  schemaId: string;
  schema: Schema;
  /** Time of each row, UTC ms, any order. */
  timesMs: Float64Array;
  /** rows × columns, row by row; NaN = not read. */
  values: Float64Array;
}

/** What a store says about itself; figures of an engine that has no such thing are 0. */
export interface StoreStats {
  engine: 'embedded' | 'influxdb' | 'victoriametrics' | 'memory';
  series: number;
  /** Samples taken since this process began, not-read ones included. */
  samplesAppended: number;
  diskBytes: number;
  memoryBytes: number;
  /** Windows whose roll-up waits. */
  rollupsPending: number;
  /** Spans that could not be read or written, newest last, at most 100. */
  faults: StoreFault[];
  /** All of them since this process began. */
  faultsTotal: number;
  /** What is set over there in a way that will cost something; empty when all is well. */
  warnings: StoreWarning[];
}

/** Something lost or refused, with its span; `detail` is for the log and the health page. */
export interface StoreFault {
  code: 'corrupt_chunk' | 'type_conflict' | 'rejected';
  fromMs: number;
  toMs: number;
  detail: string;
}

/** A setting of a server that people should change; it stands as long as the server has it. */
export interface StoreWarning {
  /**
   * `no_deduplication`: samples that are sent twice are kept twice. `coarse_deduplication`: of samples that are close to
   * each other only one is kept. `short_retention`: the server forgets sooner than the configuration says.
   * `long_retention`: it keeps longer, and only it can forget.
   */
  code: 'no_deduplication' | 'coarse_deduplication' | 'short_retention' | 'long_retention';
  /** What was found and what is wanted, for the page and the log. */
  found: string;
  wanted: string;
}

/** Positions that were durable in a store and are not any more: somebody emptied it, or put an older copy back. */
export interface Setback {
  /** `from` is what `position()` answers now, `to` what it had been; the first is included, the last is not. */
  from: number;
  to: number;
}

/**
 * Files that together are the store as of `position`. None of them changes before its length, or goes, until `done`,
 * unless the store fails and opens anew: then its catalog was changed since, which its times tell whoever copies it.
 */
export interface StoreSnapshot {
  position: number;
  files: readonly {
    /** Path below the store's folder, with `/`. */
    name: string;
    /** Where the bytes are. Opened and closed by this process, locks on a catalog would be lost: let another one read it. */
    path: string;
    /** How many of its bytes count. */
    bytes: number;
  }[];
  /** Lets retention go on. May be called twice; half a day later it is done by itself. */
  done(): void;
}

/**
 * Where samples live.
 *
 * Promises: `append` is idempotent by (series, time), last wins, except that a sample that was not read (NaN) never
 * replaces one that was, and that it is open which wins where two schemas carry one series at one time; a lower
 * `position` than before is the new one (the journal was replaced); it returns when the store holds the rows in memory,
 * `flush` when everything appended is on its way to being durable: how far that is, `position()` says, which may stay
 * behind for some seconds where a server answers before it has written down. After a crash `position()` is the journal
 * position from which rows must be appended again, and appending them again changes nothing. A store that is ill rejects
 * with `StoreUnavailableError` and keeps what it had durably; where rows went with it, `append` and `flush` reject until
 * `position` was asked, whoever made the call that failed. Answers come in no particular order unless `top` asks for
 * one. `close` may be called twice and flushes.
 */
export interface Store {
  /** Journal position of the first entry that is not durably here; 1 for a new store. */
  position(): Promise<number>;
  /**
   * What is gone since it was durable; found when the store is reached (again) and looked for from time to time.
   * It is answered until `settle` says that the loss has been written down; a store that cannot lose behind our back
   * has none. Found in the middle of work, it makes the call under way reject, so that its caller asks here.
   */
  setback(): Promise<Setback | undefined>;
  /** The loss of the setback has been written down. */
  settle(): Promise<void>;
  /** `position` is that of the entry behind the last of these rows. */
  append(rows: readonly Rows[], position: number): Promise<void>;
  /** `lasting`: resolves once everything appended is durable, however long that takes. */
  flush(lasting?: 'lasting'): Promise<void>;
  query(query: Query, limits: QueryLimits): Promise<SeriesColumns[]>;
  /** The newest sample of each matching series. */
  latest(selector: Selector, limits: QueryLimits): Promise<SeriesColumns[]>;
  series(selector: Partial<Selector>, limit: number): Promise<SeriesDescription[]>;
  /** Forgets raw samples older than this; returns how many bytes or rows went, as the engine counts. */
  deleteBefore(timeMs: number): Promise<number>;
  deleteTarget(target: string): Promise<void>;
  /** A bounded slice of roll-ups and retention as of `nowMs`; true when more waits. */
  maintain(nowMs: number): Promise<boolean>;
  /**
   * For a backup: everything appended, flushed and held still; one at a time. Where the samples live on another machine
   * it is what is kept on this one, its catalog; undefined where that is nothing.
   */
  snapshot(): Promise<StoreSnapshot | undefined>;
  stats(): StoreStats;
  /** Left out where an engine keeps no roll-ups. */
  rolled?: RolledHistory;
  close(): Promise<void>;
}

/** Beyond the limits: 422 with the count that was found and the one that is allowed. */
export class QueryTooLargeError extends Error {
  readonly what: 'series' | 'points' | 'time';
  readonly found: number;
  readonly allowed: number;
  constructor(what: 'series' | 'points' | 'time', found: number, allowed: number) {
    super(`the query needs ${found} ${what}, ${allowed} are allowed`);
    this.name = 'QueryTooLargeError';
    this.what = what;
    this.found = found;
    this.allowed = allowed;
  }
}

/** A store could not be opened; trying again helps once somebody did what it says. */
export class StoreUnusableError extends Error {
  constructor(folder: string, cause: unknown) {
    const { message } = cause as Error;
    // An engine that knows what is wrong says so in a sentence of its own.
    const sentence =
      cause instanceof StoreUnavailableError
        ? message
        : `the store in ${folder} cannot be opened (${message}): put back the last backup of the data directory, or move this folder away to go on without what it held`;
    super(sentence, { cause });
    this.name = 'StoreUnusableError';
  }
}

/** The store cannot be reached or is ill; trying again later helps. */
export class StoreUnavailableError extends Error {
  /** Where the engine knows it; otherwise it is read off the cause. */
  readonly code: StoreErrorCode | undefined;
  constructor(message: string, options?: { cause?: unknown; code?: StoreErrorCode }) {
    super(message, options);
    this.name = 'StoreUnavailableError';
    this.code = options?.code;
  }
}
