import { isLike } from '#protocol/label-pattern.ts';
import type { LabelValues, Rule } from '#protocol/rule.ts';
import { type Labels, seriesKey } from '#protocol/sample.ts';

/**
 * True when the rule watches this series of this target of this organisation; the metric is compared too. `isIn` says
 * whether a group holds the target.
 */
export function watches(
  rule: Rule,
  organisation: string,
  target: string,
  series: { metric: string; labels: Labels },
  isIn: (group: string) => boolean = () => false,
): boolean {
  const { watch } = rule;
  if (watch.metric !== series.metric) return false;
  if (rule.organisation !== '*' && rule.organisation !== organisation) return false;
  if (watch.targets.length > 0 && !watch.targets.includes(target)) return false;
  if (watch.groups.length > 0 && !watch.groups.some(isIn)) return false;
  for (const name in watch.labels) {
    if (!labelMatches(series.labels[name], watch.labels[name])) return false;
  }
  for (const name in watch.notLabels) {
    if (labelMatches(series.labels[name], watch.notLabels[name])) return false;
  }
  return true;
}

/** True when the series comes together with one whose rules tell of it. `columns`: those of its schema. */
export function isLeftToOthers(
  { watch }: Rule,
  series: { labels: Labels },
  columns: readonly { metric: string; labels: Labels }[],
): boolean {
  const metric = watch.notBeside;
  if (metric === undefined) return false;
  const key = seriesKey({ target: '', metric, labels: series.labels });
  return columns.some(
    (column) => column.metric === metric && seriesKey({ target: '', metric, labels: column.labels }) === key,
  );
}

function labelMatches(label: string | undefined, wanted: LabelValues): boolean {
  return typeof wanted === 'string' ? isLike(label, wanted) : wanted.some((each) => isLike(label, each));
}
