import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Parts, StoreForApi } from '#collector/api/parts.ts';
import { type TestWorld, testWorld } from '#collector/api/test-world.ts';
import { encodeColumns } from '#collector/query/columnar.ts';
import { openEmbeddedStore } from '#collector/store/embedded/embedded-store.ts';
import type { Store } from '#collector/store/store.ts';
import { type Schema, schemaIdentity } from '#protocol/schema.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** An application whose past lies in a real store, for tests. */
export interface HistoryWorld extends TestWorld {
  store: Store;
  /** A target of the default organisation. */
  target(name: string): Promise<string>;
  /** Writes samples [time, value] of one series into the store. */
  write(
    series: {
      target: string;
      metric: string;
      labels?: Record<string, string>;
      unit?: string;
      intervalMs?: number;
    },
    samples: readonly (readonly [number, number])[],
  ): Promise<void>;
}

export async function historyWorld(others: Partial<Parts> = {}): Promise<HistoryWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'ward-history-'));
  const store = await openEmbeddedStore(folder);
  const forApi: StoreForApi = {
    query: store.query,
    latest: store.latest,
    series: store.series,
    queryBytes: async (query, limits) => new Uint8Array(encodeColumns(await store.query(query, limits))),
  };
  const world = await testWorld({ store: forApi, ...others });
  let position = 1;
  return {
    ...world,
    store,
    async target(name) {
      return (await world.ask(world.admin, 'POST', '/api/v1/targets', { kind: 'server', name })).body.id;
    },
    async write({ target, metric, labels = {}, unit = '%', intervalMs = MINUTE_MS }, samples) {
      const columns: Schema['columns'] = [{ metric, labels, kind: 'gauge', unit }];
      const schema: Schema = { probe: 'test', target, intervalMs, columns };
      position++;
      const rows = {
        schemaId: schemaIdentity(schema),
        schema,
        timesMs: Float64Array.from(samples, ([timeMs]) => timeMs),
        values: Float64Array.from(samples, ([, value]) => value),
      };
      await store.append([rows], position);
    },
    async close() {
      await world.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A rule as a person would send it. */
export function ruleBody(others: object = {}): Record<string, unknown> {
  return {
    id: 'busy',
    name: { 'zh-CN': '忙', en: 'busy' },
    reason: { 'zh-CN': '', en: '' },
    watch: { metric: 'cpu.usage_active' },
    condition: { kind: 'above', threshold: 90 },
    severity: 'warning',
    ...others,
  };
}

/** Samples every minute from `fromMs`, as many as there are values. */
export function minutes(fromMs: number, values: readonly number[]): [number, number][] {
  return values.map((value, index) => [fromMs + index * MINUTE_MS, value]);
}
