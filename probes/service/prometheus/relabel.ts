import { LIMITS } from '#protocol/limits.ts';
import { wardName } from './metric-name.ts';
import type { SeriesText } from './parse-sample.ts';

/** What of an exporter is kept, in the words of its settings. */
export interface RelabelSettings {
  keep: readonly string[];
  drop: readonly string[];
  keep_labels: readonly string[];
  drop_labels: readonly string[];
  rename_labels: Readonly<Record<string, string>>;
}

/** A series under the name and the labels that it is sent with, or why it is not. */
export type Relabelled = { metric: string; labels: Record<string, string> } | { why: string };

/** Judges and renames series as the settings say. */
export function relabel(settings: RelabelSettings): (series: SeriesText) => Relabelled {
  const keep = wholeNames(settings.keep);
  const drop = wholeNames(settings.drop);
  const kept = settings.keep_labels.length > 0 ? new Set(settings.keep_labels) : undefined;
  const dropped = new Set(settings.drop_labels);
  return ({ name, labels }) => {
    if (keep && !keep.test(name)) return { why: 'not among those to keep' };
    if (drop?.test(name)) return { why: 'among those to drop' };
    const metric = wardName(name);
    if (Buffer.byteLength(metric) > LIMITS.metricBytes)
      return { why: `a name of more than ${LIMITS.metricBytes} bytes` };
    const sent: Record<string, string> = {};
    for (const label in labels) {
      if (dropped.has(label) || (kept && !kept.has(label))) continue;
      const value = labels[label] as string;
      // A label without a value is none.
      if (value === '') continue;
      if (Buffer.byteLength(value) > LIMITS.labelBytes)
        return { why: `a label of more than ${LIMITS.labelBytes} bytes: drop_labels takes it off` };
      sent[settings.rename_labels[label] ?? label] = value;
    }
    if (Object.keys(sent).length > LIMITS.labelsPerSeries)
      return { why: `more than ${LIMITS.labelsPerSeries} labels` };
    return { metric, labels: sent };
  };
}

function wholeNames(patterns: readonly string[]): RegExp | undefined {
  if (patterns.length === 0) return undefined;
  return new RegExp(`^(?:${patterns.map((pattern) => `(?:${pattern})`).join('|')})$`);
}
