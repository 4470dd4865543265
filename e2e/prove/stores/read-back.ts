/*
 * What is in a store, read without Ward where the store is a server: every row of a target as the server has it.
 */

import { DEFAULT_RETENTION } from '#collector/store/embedded/tiers.ts';
import { openStore } from '#collector/store/open-store.ts';

/** Samples of one series of a played agent. */
export interface StoredSeries {
  metric: string;
  /** The label `number`; empty where the metric has one series. */
  number: string;
  timesMs: readonly number[];
  values: readonly number[];
}

const LIMITS = { series: 100_000, points: 100_000_000, timeoutMs: 120_000 };
const FOREVER_MS = 9e12;

/** Reads rows of a target and a metric. */
export interface StoreReader {
  read(target: string, metric: string): Promise<StoredSeries[]>;
  close(): Promise<void>;
}

/** From a data directory that no collector has open. */
export async function openEmbeddedReader(dataDir: string): Promise<StoreReader> {
  const store = await openStore({ kind: 'embedded' }, { dataDir, retention: DEFAULT_RETENTION });
  return {
    async read(target, metric) {
      const selector = { metric, targets: [target] };
      const span = { fromMs: 0, toMs: FOREVER_MS, stepMs: 0 };
      const found = await store.query({ selector, ...span, aggregation: 'last' }, LIMITS);
      return found.map(({ labels, timesMs, values }) => ({
        metric,
        number: labels.number ?? '',
        timesMs: [...timesMs],
        values: [...values],
      }));
    },
    close: () => store.close(),
  };
}

interface InfluxAnswer {
  results: { error?: string; series?: { tags: Record<string, string>; values: [number, number][] }[] }[];
}

/** From an InfluxDB 1.x by its own language. */
export async function readInfluxdb(
  url: string,
  database: string,
  target: string,
  metric: string,
): Promise<StoredSeries[]> {
  const [measurement, field] = metric.split('.');
  const q = `SELECT "${field}" FROM "${measurement}" WHERE "target" = '${target}' GROUP BY *`;
  const parameters = new URLSearchParams({ db: database, epoch: 'ms', q });
  const answer = await fetch(`${url}/query?${parameters}`);
  const { results } = (await answer.json()) as InfluxAnswer;
  const [result] = results;
  if (!result || result.error) throw new Error(`InfluxDB answers ${result?.error ?? 'nothing'}`);
  return (result.series ?? []).map(({ tags, values }) => ({
    metric,
    number: tags.number ?? '',
    timesMs: values.map(([timeMs]) => timeMs),
    values: values.map(([, value]) => value),
  }));
}

interface ExportedLine {
  metric: Record<string, string>;
  timestamps: number[];
  values: number[];
}

/** From a VictoriaMetrics by its export. */
export async function readVictoriaMetrics(
  url: string,
  target: string,
  metric: string,
): Promise<StoredSeries[]> {
  const match = `{__name__="${metric.replace('.', '_')}",target="${target}"}`;
  const answer = await fetch(`${url}/api/v1/export?${new URLSearchParams({ 'match[]': match })}`);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`VictoriaMetrics answers ${answer.status}: ${text}`);
  const lines = text.split('\n').filter((line) => line !== '');
  const bySeries = Map.groupBy(
    lines.map((line) => JSON.parse(line) as ExportedLine),
    (line) => line.metric.number ?? '',
  );
  return [...bySeries].map(([number, parts]) => ({
    metric,
    number,
    timesMs: parts.flatMap(({ timestamps }) => timestamps),
    values: parts.flatMap(({ values }) => values),
  }));
}
