import { type SeriesIdentity, seriesKey } from '#protocol/sample.ts';
import { Bins, binCount, rates } from './bins.ts';
import {
  type Query,
  type QueryLimits,
  QueryTooLargeError,
  type Rows,
  type Selector,
  type SeriesColumns,
  type SeriesDescription,
  type Store,
  type StoreStats,
} from './store.ts';

interface MemorySeries {
  description: SeriesDescription;
  values: Map<number, number>;
}

/** The store in its plainest form: the model that the others are compared with. Nothing outlives it. */
export function memoryStore(): Store {
  const known = new Map<string, MemorySeries>();
  let durable = 1;
  let samplesAppended = 0;

  function append(batch: readonly Rows[], position: number): void {
    for (const { schema, timesMs, values } of batch) {
      const width = schema.columns.length;
      for (let column = 0; column < width; column++) {
        const series = seriesOf(schema, column);
        for (let row = 0; row < timesMs.length; row++) {
          const value = values[row * width + column];
          const kept = series.values.get(timesMs[row]);
          if (kept === undefined || !Number.isNaN(value)) series.values.set(timesMs[row], value);
        }
      }
      samplesAppended += values.length;
    }
    durable = position;
  }

  function seriesOf(schema: Rows['schema'], column: number): MemorySeries {
    const { metric, labels, kind, unit } = schema.columns[column];
    const { target, intervalMs } = schema;
    const key = seriesKey({ target, metric, labels });
    const found = known.get(key);
    const description = { target, metric, labels, kind, unit, intervalMs };
    if (found) {
      found.description = description;
      return found;
    }
    const made = { description, values: new Map<number, number>() };
    known.set(key, made);
    return made;
  }

  function matching(selector: Partial<Selector>, limit: number): MemorySeries[] {
    const found = [...known.values()].filter(({ description }) => matches(description, selector));
    if (found.length > limit) throw new QueryTooLargeError('series', found.length, limit);
    return found;
  }

  function query(query: Query, limits: QueryLimits): SeriesColumns[] {
    const { fromMs, toMs, stepMs, aggregation, top } = query;
    let spans = matching(query.selector, limits.series)
      .map((series) => samplesOf(series, fromMs, toMs))
      .filter(({ timesMs }) => timesMs.length > 0);
    if (top !== undefined) {
      spans = spans
        .map((span) => ({ span, rank: fold(span, fromMs, toMs, 0).value(0, aggregation) }))
        .filter(({ rank }) => !Number.isNaN(rank))
        .sort((a, b) => b.rank - a.rank)
        .slice(0, top)
        .map(({ span }) => span);
    }
    const bins = stepMs > 0 ? binCount(fromMs, toMs, stepMs) : Number.POSITIVE_INFINITY;
    const points = spans.reduce((sum, { timesMs }) => sum + Math.min(bins, timesMs.length), 0);
    if (points > limits.points) throw new QueryTooLargeError('points', points, limits.points);
    return spans.map((span) => ({ ...span.identity, ...columnsOf(span, query) }));
  }

  return {
    position: async () => durable,
    setback: async () => undefined,
    settle: async () => {},
    append: async (rows, position) => append(rows, position),
    flush: async () => {},
    query: async (asked, limits) => query(asked, limits),
    async latest(selector, limits) {
      return matching(selector, limits.series).map((series) => {
        const { timesMs, values, identity } = samplesOf(series, 0, Number.POSITIVE_INFINITY);
        return { ...identity, timesMs: timesMs.slice(-1), values: values.slice(-1) };
      });
    },
    async series(selector, limit) {
      return matching(selector, Number.POSITIVE_INFINITY)
        .slice(0, limit)
        .map(({ description }) => description);
    },
    async deleteBefore(timeMs) {
      let deleted = 0;
      for (const { values } of known.values()) {
        for (const time of values.keys()) if (time < timeMs && values.delete(time)) deleted++;
      }
      return deleted;
    },
    async deleteTarget(target) {
      for (const [key, { description }] of known) if (description.target === target) known.delete(key);
    },
    maintain: async () => false,
    snapshot: async () => undefined,
    stats(): StoreStats {
      let samples = 0;
      for (const { values } of known.values()) samples += values.size;
      return {
        engine: 'memory',
        series: known.size,
        samplesAppended,
        diskBytes: 0,
        memoryBytes: samples * 16,
        rollupsPending: 0,
        faults: [],
        faultsTotal: 0,
        warnings: [],
      };
    },
    async close() {},
  };
}

/** True when the series is one that the selector asks for. */
export function matches(series: SeriesIdentity, selector: Partial<Selector>): boolean {
  if (selector.metric !== undefined && series.metric !== selector.metric) return false;
  if (selector.targets && !selector.targets.includes(series.target)) return false;
  return Object.entries(selector.labels ?? {}).every(([name, value]) => series.labels[name] === value);
}

interface Span {
  identity: SeriesIdentity;
  timesMs: Float64Array;
  values: Float64Array;
}

function samplesOf({ description, values }: MemorySeries, fromMs: number, toMs: number): Span {
  const { target, metric, labels } = description;
  const times = [...values.keys()].filter((time) => time >= fromMs && time < toMs).sort((a, b) => a - b);
  return {
    identity: { target, metric, labels },
    timesMs: Float64Array.from(times),
    values: Float64Array.from(times, (time) => values.get(time) as number),
  };
}

function fold({ timesMs, values }: Span, fromMs: number, toMs: number, stepMs: number): Bins {
  const bins = new Bins(fromMs, toMs, stepMs);
  bins.addSamples(timesMs, values, 0, timesMs.length);
  return bins;
}

function columnsOf(span: Span, query: Query): { timesMs: Float64Array; values: Float64Array } {
  if (query.stepMs > 0) return fold(span, query.fromMs, query.toMs, query.stepMs).columns(query.aggregation);
  const { timesMs, values } = span;
  return { timesMs, values: query.aggregation === 'rate' ? rates(timesMs, values) : values };
}
