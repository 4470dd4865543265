/*
 * The collector as something watched: its own figures and those of zones become samples of a target of their own, and
 * the clocks of agents samples of theirs, so that rules, alerts and charts need nothing special for a collector that is ill.
 */
import type { PushIdentity } from '#collector/intake/identity.ts';
import type { MetricDefinition } from '#protocol/metric.ts';
import type { Schema } from '#protocol/schema.ts';
import { type OwnRow, type Push, SampleSender } from './sample-sender.ts';

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
    'ward.store_lost_entries',
    'counter',
    '1',
    '存储被清空或被旧副本替换而丢失的日志条目',
    'entries of the journal that the store had, until it was emptied or an older copy was put in its place',
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
  metric(
    'ward.judging_behind_seconds',
    'gauge',
    's',
    '判断落后的时间',
    'how far judging is behind the clock',
  ),
  metric(
    'ward.clock_skew_seconds',
    'gauge',
    's',
    '采集器自身的时钟偏差，按多数代理的时钟推断；0 表示没有迹象',
    "how far the collector's own clock is off, by those of most agents; 0 where nothing points to it",
  ),
  metric('ward.overloads', 'counter', '1', '因过载退回的消息', 'messages sent back because too much waited'),
  metric('ward.starts', 'counter', '1', '采集器的启动次数', 'how often the collector has started'),
] as const satisfies readonly MetricDefinition[];

/** What the collector measures of each network zone with targets to ask. */
export const ZONE_METRICS: readonly MetricDefinition[] = [
  metric('ward.zone_agents', 'gauge', '1', '区域内在线的采集代理', 'living agents of a zone'),
  metric(
    'ward.zone_targets_unasked',
    'gauge',
    '1',
    '区域内无人轮询的目标',
    'targets of a zone that no agent asks',
  ),
].map((definition) => ({ ...definition, labels: ['zone', 'organisation'] }));

/** What the collector measures of each organisation that has drilled. */
export const DRILL_METRIC: MetricDefinition = {
  ...metric(
    'ward.drill_unanswered',
    'gauge',
    '1',
    '上次演练中未应答的联系人和未送达的渠道',
    'contacts that did not answer the last drill, and channels that did not deliver it',
  ),
  labels: ['organisation'],
};

/** What the collector measures of its backups, once one is wanted or was made. */
export const BACKUP_METRICS = [
  metric('ward.backup_age_seconds', 'gauge', 's', '距上次备份的时间', 'since the last backup'),
  metric(
    'ward.backup_overdue_seconds',
    'gauge',
    's',
    '备份逾期的时间；0 表示按时',
    'how long a backup is overdue by its schedule; 0 while it is in time',
  ),
  metric(
    'ward.backup_failures',
    'gauge',
    '1',
    '上次成功之后连续失败的备份',
    'tries of a backup that failed since the last that was made',
  ),
  metric(
    'ward.restore_test_age_seconds',
    'gauge',
    's',
    '距上次恢复测试的时间',
    'since a restore was tested last',
  ),
  metric(
    'ward.restore_test_overdue_seconds',
    'gauge',
    's',
    '恢复测试逾期的时间；0 表示按时',
    'how long a test of a restore is overdue; 0 while it is in time',
  ),
  metric(
    'ward.restore_test_failed',
    'gauge',
    '1',
    '上次恢复测试未通过时为 1',
    '1 when the last test of a restore failed',
  ),
] as const satisfies readonly MetricDefinition[];

/** By name, in their order. */
export type BackupSamples = Record<(typeof BACKUP_METRICS)[number]['name'], number>;

/** How the last drill of an organisation ended. */
export interface DrillFigures {
  organisation: string;
  unanswered: number;
}

/** Of alerts that are inferred: how many things are silent behind one of which nothing is known. Never sent as a sample. */
export const CAUSE_METRIC: MetricDefinition = metric(
  'ward.silent_behind',
  'gauge',
  '1',
  '在其后面一同失联的对象',
  'things that fell silent behind it',
);

/** How a zone is. */
export interface ZoneFigures {
  organisation: string;
  zone: string;
  agents: number;
  unasked: number;
}

/** A zone that is gone is said to be well for this many intervals more, so that no alert on it stays. */
const LAST_WORDS = 6;

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
  push: Push;
}

/** Sends the collector's own figures and those of zones and clocks into the journal like any other sample. */
export class OwnSamples {
  readonly #target: string;
  readonly #sender: SampleSender;
  /** Zones that were told of, and how often they still will be once they are gone. */
  readonly #zones = new Map<string, { figures: ZoneFigures; left: number }>();

  constructor({ target, sender, push }: OwnSamplesOptions) {
    this.#target = target;
    this.#sender = new SampleSender(sender, push);
  }

  async send(
    figures: OwnFigures,
    zones: readonly ZoneFigures[],
    skews: Iterable<{ target: string; skewMs: number }>,
    nowMs: number,
    drills: readonly DrillFigures[] = [],
    backups?: BackupSamples,
  ): Promise<void> {
    const rows = [
      row(
        this.#target,
        OWN_METRICS,
        OWN_METRICS.map(({ name }) => figures[name]),
        nowMs,
      ),
    ];
    for (const { organisation, zone, agents, unasked } of this.#withLastWords(zones))
      rows.push(row(this.#target, ZONE_METRICS, [agents, unasked], nowMs, { zone, organisation }));
    for (const { organisation, unanswered } of drills)
      rows.push(row(this.#target, [DRILL_METRIC], [unanswered], nowMs, { organisation }));
    if (backups) {
      const values = BACKUP_METRICS.map(({ name }) => backups[name]);
      // Not in the row of the others, which is there always.
      rows.push({ ...row(this.#target, BACKUP_METRICS, values, nowMs), key: `${this.#target} backups` });
    }
    for (const { target, skewMs } of skews) rows.push(row(target, [CLOCK_METRIC], [skewMs / 1000], nowMs));
    await this.#sender.send(rows, nowMs);
  }

  #withLastWords(zones: readonly ZoneFigures[]): ZoneFigures[] {
    for (const figures of zones)
      this.#zones.set(`${figures.organisation} ${figures.zone}`, { figures, left: LAST_WORDS + 1 });
    const told: ZoneFigures[] = [];
    for (const [key, known] of this.#zones) {
      const isThere = zones.includes(known.figures);
      told.push(isThere ? known.figures : { ...known.figures, agents: 0, unasked: 0 });
      if (--known.left === 0) this.#zones.delete(key);
    }
    return told;
  }
}

function row(
  target: string,
  metrics: readonly MetricDefinition[],
  values: readonly number[],
  timeMs: number,
  labels: Record<string, string> = {},
): OwnRow {
  const key = `${target} ${Object.values(labels).join()}`;
  return { key, schema: () => schemaOf(target, metrics, labels), values, timeMs };
}

function schemaOf(
  target: string,
  metrics: readonly MetricDefinition[],
  labels: Record<string, string> = {},
): Schema {
  return {
    probe: 'collector',
    target,
    intervalMs: OWN_INTERVAL_MS,
    columns: metrics.map(({ name, kind, unit }) => ({ metric: name, labels, kind, unit })),
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
