/*
 * The collector as something watched: its own figures become samples of a target of their own, and the clocks of
 * agents samples of theirs, so that rules, alerts and charts need nothing special for a collector that is ill.
 */
import type { PushIdentity } from '#collector/intake/identity.ts';
import { PushEntries } from '#collector/intake/push-entries.ts';
import type { MetricDefinition } from '#protocol/metric.ts';
import { canonicalSchema, type Schema, schemaIdentity } from '#protocol/schema.ts';

export const OWN_INTERVAL_MS = 10_000;

/** What the collector measures of itself. */
export const OWN_METRICS = [
  metric('ward.journal_bytes', 'gauge', 'B', '日志中条目的字节数', 'bytes of the entries in the journal'),
  metric(
    'ward.journal_lost_entries',
    'counter',
    '1',
    '存储读取之前丢失的日志条目',
    'entries of the journal that were lost before the store had read them',
  ),
  metric(
    'ward.store_behind_seconds',
    'gauge',
    's',
    '存储落后的时间',
    'how far the store is behind the journal',
  ),
  metric(
    'ward.store_faults',
    'gauge',
    '1',
    '存储读写失败的区段',
    'spans that the store could not read or write',
  ),
  metric('ward.refused_items', 'counter', '1', '被拒收的数据项', 'items of agents that were refused'),
  metric('ward.failed_calls', 'counter', '1', '未能送达的通知', 'calls that could not be delivered'),
  metric('ward.agents_connected', 'gauge', '1', '已连接的代理', 'agents that are connected'),
] as const satisfies readonly MetricDefinition[];

/** What the collector measures of the agents' clocks. */
export const CLOCK_METRIC: MetricDefinition = metric(
  'agent.clock_skew_seconds',
  'gauge',
  's',
  '代理时钟与采集器的偏差',
  "the agent's clock minus the collector's",
);

export type OwnFigures = Record<(typeof OWN_METRICS)[number]['name'], number>;

export interface OwnSamplesOptions {
  /** The target that stands for this collector. */
  target: string;
  sender: PushIdentity;
  push(sender: PushIdentity, entries: Uint8Array, count: number): Promise<unknown>;
}

/** Sends the collector's own figures and the agents' clock skews into the journal like any other sample. */
export class OwnSamples {
  readonly #options: OwnSamplesOptions;
  /** Schemas that stand in the journal since this process began. */
  readonly #known = new Map<string, Uint8Array>();

  constructor(options: OwnSamplesOptions) {
    this.#options = options;
  }

  async send(
    figures: OwnFigures,
    skews: Iterable<{ target: string; skewMs: number }>,
    nowMs: number,
  ): Promise<void> {
    const entries = new PushEntries(this.#options.sender.key, nowMs, 4_096);
    const made: string[] = [];
    const values = OWN_METRICS.map(({ name }) => figures[name]);
    this.#add(entries, made, this.#options.target, OWN_METRICS, values, nowMs);
    for (const { target, skewMs } of skews)
      this.#add(entries, made, target, [CLOCK_METRIC], [skewMs / 1000], nowMs);
    try {
      await this.#options.push(this.#options.sender, entries.take(), entries.count);
    } catch (error) {
      // Their schemas may not have reached the journal.
      for (const target of made) this.#known.delete(target);
      throw error;
    }
  }

  #add(
    entries: PushEntries,
    made: string[],
    target: string,
    metrics: readonly MetricDefinition[],
    values: readonly number[],
    nowMs: number,
  ): void {
    let schemaId = this.#known.get(target);
    if (!schemaId) {
      const schema = schemaOf(target, metrics);
      schemaId = Buffer.from(schemaIdentity(schema), 'hex');
      entries.addSchema(canonicalSchema(schema));
      this.#known.set(target, schemaId);
      made.push(target);
    }
    const shape = { schemaId, columns: Uint16Array.from(values.keys()), width: values.length };
    entries.addFrame(shape, nowMs, Float64Array.from(values), values.length);
  }
}

function schemaOf(target: string, metrics: readonly MetricDefinition[]): Schema {
  return {
    probe: 'collector',
    target,
    intervalMs: OWN_INTERVAL_MS,
    columns: metrics.map(({ name, kind, unit }) => ({ metric: name, labels: {}, kind, unit })),
  };
}

function metric<const Name extends string>(
  name: Name,
  kind: MetricDefinition['kind'],
  unit: string,
  zh: string,
  en: string,
): MetricDefinition & { name: Name } {
  return { name, kind, unit, labels: [], meaning: { 'zh-CN': zh, en } };
}
