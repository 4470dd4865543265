import { signal } from '@preact/signals';
import type { Caller } from '../../api/call.ts';
import type { ChosenAggregation, HistoryQuery } from '../../api/query.ts';
import { queryTogether } from '../../api/query-batch.ts';
import type { QuerySeries } from '../../api/shapes.ts';
import { type Range, spanOf } from '../../charts/range.ts';
import { chooseStep } from '../../charts/step.ts';

/** A span with the width of its bins; 0 for samples as they are. */
export interface SteppedSpan {
  fromMs: number;
  toMs: number;
  stepMs: number;
}

/** What to ask, and whom to tell. */
export interface HistoryReading {
  isDrawn(metric: string): boolean;
  queryOf(metric: string, span: SteppedSpan, aggregation: ChosenAggregation): HistoryQuery;
  /** An answer has come. */
  take(metric: string, series: readonly QuerySeries[], query: HistoryQuery): void;
  /** Something is known that was not. */
  changed(): void;
}

/** Reads the history of what is in view, once for each range; what is in view at the same time travels together. */
export class HistoryReader {
  /** What went wrong with the last reading; undefined while all is well. */
  readonly error = signal<unknown>(undefined);
  readonly loading = signal(true);

  readonly #api: Caller;
  readonly #reading: HistoryReading;
  #abort: AbortController | undefined;
  /** How often each metric is in view: a panel and another may draw the same one. */
  readonly #wanted = new Map<string, number>();
  /** What was asked for last, and the metrics whose answer has come or is under way. */
  #asked: { range: Range; aggregation: ChosenAggregation; span: SteppedSpan } | undefined;
  readonly #requested = new Set<string>();
  readonly #answered = new Set<string>();

  constructor(api: Caller, reading: HistoryReading) {
    this.#api = api;
    this.#reading = reading;
  }

  /** What of a range is asked for; undefined before the first. */
  get span(): SteppedSpan | undefined {
    return this.#asked?.span;
  }

  isInView(metric: string): boolean {
    return this.#wanted.has(metric);
  }

  /** True once the history of all of these has come, or has failed. */
  hasRead(metrics: readonly string[]): boolean {
    return metrics.every((metric) => this.#answered.has(metric));
  }

  /** Reads these metrics from now on, until the returned function is called: they are in view. */
  want(metrics: readonly string[]): () => void {
    for (const metric of metrics) this.#wanted.set(metric, (this.#wanted.get(metric) ?? 0) + 1);
    void this.#read();
    this.#reading.changed();
    return () => {
      for (const metric of metrics) {
        const count = (this.#wanted.get(metric) ?? 1) - 1;
        if (count > 0) this.#wanted.set(metric, count);
        else this.#wanted.delete(metric);
      }
    };
  }

  /** Which part of a range is read next; `load` reads it. */
  begin(range: Range, aggregation: ChosenAggregation, nowMs: number, intervalMs: number): SteppedSpan {
    this.close();
    this.#abort = new AbortController();
    // Of another range nothing is known, also of what is empty in this one; the same one again changes nothing.
    if (JSON.stringify(range) !== JSON.stringify(this.#asked?.range))
      for (const metric of this.#answered) if (!this.#wanted.has(metric)) this.#answered.delete(metric);
    const { fromMs, toMs } = spanOf(range, nowMs);
    const span = { fromMs, toMs, stepMs: chooseStep(toMs - fromMs, intervalMs) };
    this.#asked = { range, aggregation, span };
    this.#requested.clear();
    this.error.value = undefined;
    return span;
  }

  /** Reads the range that was begun, of what is in view. What is there stays until the new one has come. */
  load(): Promise<void> {
    return this.#read();
  }

  close(): void {
    this.#abort?.abort();
  }

  /** Asks for what is in view and was not asked for yet. */
  async #read(): Promise<void> {
    const abort = this.#abort;
    if (!abort || !this.#asked) return;
    const { span, aggregation } = this.#asked;
    const metrics = [...this.#wanted.keys()].filter(
      (metric) => this.#reading.isDrawn(metric) && !this.#requested.has(metric),
    );
    if (metrics.length === 0) return;
    for (const metric of metrics) this.#requested.add(metric);
    this.loading.value = true;
    await Promise.all(
      metrics.map(async (metric) => {
        const query = this.#reading.queryOf(metric, span, aggregation);
        try {
          const series = await queryTogether(this.#api, query, abort.signal);
          if (abort.signal.aborted) return;
          this.#reading.take(metric, series, query);
        } catch (error) {
          if (abort.signal.aborted) return;
          this.error.value = error;
        }
        this.#answered.add(metric);
        this.#reading.changed();
      }),
    );
    if (!abort.signal.aborted) this.loading.value = false;
  }
}
