/*
 * The series of one machine's page.
 *
 *   live ── snapshot, values ──► latest of every series        (tables, plates)
 *                            └─► end of the history            (short ranges grow by themselves)
 *   query ─── history of the range ─► history of each series   (again at each step of long ranges)
 */
import { signal } from '@preact/signals';
import type { LiveSeries } from '#protocol/live.ts';
import { seriesKey } from '#protocol/sample.ts';
import type { Caller } from '../../api/call.ts';
import { type ChosenAggregation, queryHistory } from '../../api/query.ts';
import type { QuerySeries } from '../../api/shapes.ts';
import { chooseStep } from '../../charts/step.ts';
import type { LiveClient } from '../../live/live-client.ts';
import type { Frames } from '../../state/frames.ts';
import { RateMeter } from '../../state/rate.ts';
import { noReading, type Reading } from '../../state/reading.ts';
import { History } from './history.ts';
import type { Panel, PanelMetric } from './panels.ts';
import { type Range, spanOf } from './range.ts';

/** A series with its newest value and what is known of its past. */
export interface MachineSeries {
  metric: string;
  labels: Readonly<Record<string, string>>;
  unit: string;
  latest: Reading;
  /** Of a counter: how fast it grows now. */
  rate: RateMeter | undefined;
  /** Those that the device itself gives. */
  limits: LiveSeries['limits'];
  history: History;
}

/** What one page shows: the metrics that it follows, and which of them it draws. */
export interface PageMetrics {
  followed: readonly string[];
  panels: readonly Panel[];
}

const DEFAULT_INTERVAL_MS = 10_000;

export class MachineData {
  /** This, in a wrapping that is new after each change; at most once a frame. */
  readonly shown = signal<{ data: MachineData }>({ data: this });
  /** What went wrong with the last reading of history; undefined while all is well. */
  readonly error = signal<unknown>(undefined);
  readonly loading = signal(true);
  /** Width of the bins of the history shown; 0 for samples as they are. */
  readonly stepMs = signal(0);

  readonly #target: string;
  readonly #api: Caller;
  readonly #frames: Frames;
  readonly #followed: readonly string[];
  readonly #charted: ReadonlyMap<string, PanelMetric & Pick<Panel, 'only'>>;
  readonly #series = new Map<string, MachineSeries>();
  #abort: AbortController | undefined;
  #follows = false;
  #keepMs = 0;

  constructor(target: string, api: Caller, frames: Frames, { followed, panels }: PageMetrics) {
    this.#followed = followed;
    this.#charted = new Map(
      panels.flatMap(({ metrics, only }) => metrics.map((metric) => [metric.metric, { ...metric, only }])),
    );
    this.#target = target;
    this.#api = api;
    this.#frames = frames;
  }

  /** Series of a metric, by their labels. */
  of(metric: string): MachineSeries[] {
    const found = [...this.#series.values()].filter((series) => series.metric === metric);
    return found.sort((a, b) => compare(labelOrder(a), labelOrder(b)));
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
    let least = Number.POSITIVE_INFINITY;
    for (const { latest } of this.#series.values()) if (latest.intervalMs < least) least = latest.intervalMs;
    return Number.isFinite(least) ? least : DEFAULT_INTERVAL_MS;
  }

  /** Watches the machine until the returned function is called. */
  watch(live: LiveClient): () => void {
    const byNumber = new Map<number, MachineSeries>();
    const add = (all: readonly LiveSeries[]): void => {
      for (const each of all) {
        const series = this.#find(each.metric, each.labels);
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
      this.#abort?.abort();
    };
  }

  /** Reads the history of a range. What is there stays until the new one has come. */
  async load(range: Range, aggregation: ChosenAggregation, nowMs: number): Promise<void> {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    const { fromMs, toMs } = spanOf(range, nowMs);
    const stepMs = chooseStep(toMs - fromMs, this.intervalMs);
    this.loading.value = true;
    const answers = await Promise.all(
      [...this.#charted.values()].map(async ({ metric, counter, only }) => {
        const labels = only ? { [only.label]: only.value } : undefined;
        // A counter is asked for as it is while live values, which are totals too, shall continue it.
        const fold = counter ? (stepMs === 0 ? 'last' : 'rate') : stepMs === 0 ? 'last' : aggregation;
        const query = {
          metric,
          target: this.#target,
          labels,
          fromMs,
          toMs,
          stepMs,
          aggregation: fold,
        } as const;
        try {
          return {
            metric,
            isRate: fold === 'rate',
            series: await queryHistory(this.#api, query, abort.signal),
          };
        } catch (error) {
          return { metric, error };
        }
      }),
    );
    if (abort.signal.aborted) return;
    this.#follows = range.kind === 'last' && stepMs === 0;
    this.#keepMs = toMs - fromMs;
    this.stepMs.value = stepMs;
    this.error.value = answers.find((answer) => 'error' in answer)?.error;
    this.loading.value = false;
    for (const { metric, series, isRate } of answers) {
      if (series) this.#replace(metric, series, { isRate: isRate ?? false, toMs, stepMs });
    }
    this.#changed();
  }

  #replace(
    metric: string,
    answer: readonly QuerySeries[],
    { isRate, toMs, stepMs }: { isRate: boolean; toMs: number; stepMs: number },
  ): void {
    const kept = new Set<MachineSeries>();
    for (const { labels, timesMs, values } of answer) {
      const series = this.#find(metric, labels);
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

  #find(metric: string, labels: Readonly<Record<string, string>>): MachineSeries {
    const key = seriesKey({ target: this.#target, metric, labels });
    let series = this.#series.get(key);
    if (!series) {
      series = {
        metric,
        labels,
        unit: '',
        latest: noReading(),
        rate: undefined,
        limits: undefined,
        history: new History(),
      };
      this.#series.set(key, series);
    }
    return series;
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

function labelOrder({ labels }: MachineSeries): string {
  return Object.values(labels).join(' ');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
