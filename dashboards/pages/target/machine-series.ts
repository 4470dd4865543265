import type { LiveSeries } from '#protocol/live.ts';
import { seriesKey } from '#protocol/sample.ts';
import type { RateMeter } from '../../state/rate.ts';
import { noReading, type Reading } from '../../state/reading.ts';
import { History } from './history.ts';

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

const DEFAULT_INTERVAL_MS = 10_000;
const NONE: readonly MachineSeries[] = [];
/** Disk 9 stands before Disk 10. */
const asPeopleCount = new Intl.Collator('en', { numeric: true }).compare;

/** All series of one target; one that is asked for is there from then on. */
export class SeriesBook {
  readonly #target: string;
  readonly #series = new Map<string, MachineSeries>();
  /** The same by metric, in the order of their labels. */
  readonly #byMetric = new Map<string, MachineSeries[]>();

  constructor(target: string) {
    this.#target = target;
  }

  /** Series of a metric, by their labels. */
  of(metric: string): readonly MachineSeries[] {
    return this.#byMetric.get(metric) ?? NONE;
  }

  /** Shortest interval of the series. */
  get intervalMs(): number {
    let least = Number.POSITIVE_INFINITY;
    for (const { latest } of this.#series.values()) if (latest.intervalMs < least) least = latest.intervalMs;
    return Number.isFinite(least) ? least : DEFAULT_INTERVAL_MS;
  }

  find(metric: string, labels: Readonly<Record<string, string>>): MachineSeries {
    const key = seriesKey({ target: this.#target, metric, labels });
    const known = this.#series.get(key);
    if (known) return known;
    const made: MachineSeries = {
      metric,
      labels,
      unit: '',
      latest: noReading(),
      rate: undefined,
      limits: undefined,
      history: new History(),
    };
    this.#series.set(key, made);
    const all = this.of(metric);
    const order = labelOrder(made);
    let at = all.length;
    while (at > 0 && asPeopleCount(labelOrder(all[at - 1]), order) > 0) at--;
    this.#byMetric.set(metric, [...all.slice(0, at), made, ...all.slice(at)]);
    return made;
  }
}

function labelOrder({ labels }: MachineSeries): string {
  return Object.values(labels).join(' ');
}
