/*
 * The series of one machine's page.
 *
 *   live ── snapshot, values ──► latest of every series        (tables, plates)
 *                            └─► end of the history            (short ranges grow by themselves)
 *   query ─── history of the range ─► history of each series   (of what is in view; again at each step of long ranges)
 */
import { signal } from '@preact/signals';
import type { LiveSeries } from '#protocol/live.ts';
import type { Caller } from '../../api/call.ts';
import type { ChosenAggregation, HistoryQuery } from '../../api/query.ts';
import type { QuerySeries } from '../../api/shapes.ts';
import type { Range } from '../../charts/range.ts';
import type { LiveClient } from '../../live/live-client.ts';
import type { Frames } from '../../state/frames.ts';
import { RateMeter } from '../../state/rate.ts';
import type { Reading } from '../../state/reading.ts';
import { HistoryReader, type SteppedSpan } from './history-reader.ts';
import { type MachineSeries, SeriesBook } from './machine-series.ts';
import type { Panel, PanelMetric } from './panels.ts';

/** What one page shows: the metrics that it follows, and which of them it draws. */
export interface PageMetrics {
  followed: readonly string[];
  panels: readonly Panel[];
  /** Those that the collector has of the target, also when none of them has spoken lately. */
  named?: readonly string[];
}

export class MachineData {
  /** This, in a wrapping that is new after each change; at most once a frame. */
  readonly shown = signal<{ data: MachineData }>({ data: this });
  /** Width of the bins of the history shown; 0 for samples as they are. */
  readonly stepMs = signal(0);

  readonly #target: string;
  readonly #frames: Frames;
  readonly #followed: readonly string[];
  readonly #named: ReadonlySet<string>;
  readonly #charted: ReadonlyMap<string, PanelMetric & Pick<Panel, 'only'>>;
  readonly #book: SeriesBook;
  readonly #reader: HistoryReader;
  #follows = false;
  #keepMs = 0;

  constructor(target: string, api: Caller, frames: Frames, { followed, panels, named = [] }: PageMetrics) {
    this.#followed = followed;
    this.#named = new Set(named);
    this.#charted = new Map(
      panels.flatMap(({ metrics, only }) => metrics.map((metric) => [metric.metric, { ...metric, only }])),
    );
    this.#target = target;
    this.#frames = frames;
    this.#book = new SeriesBook(target);
    this.#reader = new HistoryReader(api, {
      isDrawn: (metric) => this.#charted.has(metric),
      queryOf: (metric, span, aggregation) => this.queryOf(metric, span, aggregation),
      take: (metric, series, query) => this.#replace(metric, series, query),
      changed: () => this.#changed(),
    });
  }

  /** Series of a metric, by their labels. */
  of(metric: string): readonly MachineSeries[] {
    return this.#book.of(metric);
  }

  /** The newest value of a metric without labels. */
  latest(metric: string): Reading | undefined {
    return this.of(metric)[0]?.latest;
  }

  /** The metrics of the page, in its order. */
  get followed(): readonly string[] {
    return this.#followed;
  }

  /** Shortest interval of the machine's series. */
  get intervalMs(): number {
    return this.#book.intervalMs;
  }

  /** What went wrong with the last reading of history; undefined while all is well. */
  get error() {
    return this.#reader.error;
  }

  get loading() {
    return this.#reader.loading;
  }

  /** What of a range the charts are asked for; undefined before the first. */
  get shownSpan(): SteppedSpan | undefined {
    return this.#reader.span;
  }

  /** Watches the machine until the returned function is called. */
  watch(live: LiveClient): () => void {
    const byNumber = new Map<number, MachineSeries>();
    const add = (all: readonly LiveSeries[]): void => {
      for (const each of all) {
        const series = this.#book.find(each.metric, each.labels);
        series.unit = each.unit;
        series.latest.intervalMs = each.intervalMs;
        series.limits = each.limits;
        if (each.kind === 'counter') series.rate ??= new RateMeter();
        byNumber.set(each.number, series);
        if (each.timeMs !== null) this.#take(series, each.timeMs, each.value ?? Number.NaN);
      }
      this.#changed();
    };
    const end = live.subscribe(
      { metrics: [...this.#followed], targets: [this.#target] },
      {
        snapshot: (all) => {
          byNumber.clear();
          add(all);
        },
        added: add,
        values: (timesMs, values, numbers) => {
          for (let at = 0; at < numbers.length; at++) {
            const series = byNumber.get(numbers[at]);
            if (series) this.#take(series, timesMs[at], values[at]);
          }
          this.#changed();
        },
      },
    );
    return () => {
      end();
      this.#reader.close();
    };
  }

  /** Whether there may be something to draw: only then a panel takes room. */
  mayDraw({ metrics }: Panel): boolean {
    return metrics.some(({ metric }) => this.#named.has(metric) || this.of(metric).length > 0);
  }

  isInView(metric: string): boolean {
    return this.#reader.isInView(metric);
  }

  /** Reads these metrics from now on, until the returned function is called: they are in view. */
  want(metrics: readonly string[]): () => void {
    return this.#reader.want(metrics);
  }

  /** True once the history of all of these has come, or has failed. */
  hasRead(metrics: readonly string[]): boolean {
    return this.#reader.hasRead(metrics);
  }

  /** How a charted metric is asked for over a span. */
  queryOf(metric: string, span: SteppedSpan, aggregation: ChosenAggregation): HistoryQuery {
    const { counter, only } = this.#charted.get(metric) ?? {};
    // A counter is asked for as it is while live values, which are totals too, shall continue it.
    const fold = span.stepMs === 0 ? 'last' : counter ? 'rate' : aggregation;
    const labels = only ? { [only.label]: only.value } : undefined;
    return { metric, target: this.#target, labels, ...span, aggregation: fold };
  }

  /** Reads the history of a range, of what is in view. What is there stays until the new one has come. */
  async load(range: Range, aggregation: ChosenAggregation, nowMs: number): Promise<void> {
    const { fromMs, toMs, stepMs } = this.#reader.begin(range, aggregation, nowMs, this.intervalMs);
    this.#follows = range.kind === 'last' && stepMs === 0;
    this.#keepMs = toMs - fromMs;
    this.stepMs.value = stepMs;
    await this.#reader.load();
  }

  #replace(
    metric: string,
    answer: readonly QuerySeries[],
    { aggregation, toMs, stepMs }: HistoryQuery,
  ): void {
    const kept = new Set<MachineSeries>();
    const isRate = aggregation === 'rate';
    for (const { labels, timesMs, values } of answer) {
      const series = this.#book.find(metric, labels);
      kept.add(series);
      // Live values that came while the answer was under way continue it.
      series.history.replace(timesMs, values, { isRate, stepMs, keepAfterMs: this.#follows ? toMs : null });
      if (!this.#charted.get(metric)?.counter) continue;
      series.rate ??= new RateMeter();
      series.rate.seed(newestOf(series.history.line(series.latest.intervalMs, true, 1).values));
    }
    for (const series of this.of(metric)) if (!kept.has(series)) series.history.clear();
  }

  #take(series: MachineSeries, timeMs: number, value: number): void {
    const { latest, history } = series;
    if (timeMs < latest.timeMs) return;
    latest.value = value;
    latest.timeMs = timeMs;
    series.rate?.take(timeMs, value);
    if (this.#follows && this.#charted.has(series.metric))
      history.append(timeMs, value, timeMs - this.#keepMs * 1.2);
  }

  #changed(): void {
    this.#frames.next(this.#publish);
  }

  readonly #publish = (): void => {
    this.shown.value = { data: this };
  };
}

/** The last value that was read, of the few newest; NaN for none. */
function newestOf(values: readonly number[]): number {
  return values.slice(-3).reduceRight((newest, value) => (Number.isNaN(newest) ? value : newest), Number.NaN);
}
