import type { Rule } from '#protocol/rule.ts';
import type { Labels } from '#protocol/sample.ts';

/** True when the rule watches this series of this target of this organisation; the metric is compared too. */
export function watches(
  rule: Rule,
  organisation: string,
  target: string,
  series: { metric: string; labels: Labels },
): boolean {
  const { watch } = rule;
  if (watch.metric !== series.metric) return false;
  if (rule.organisation !== '*' && rule.organisation !== organisation) return false;
  if (watch.targets.length > 0 && !watch.targets.includes(target)) return false;
  for (const name in watch.labels) {
    if (!labelMatches(series.labels[name], watch.labels[name])) return false;
  }
  for (const name in watch.notLabels) {
    if (labelMatches(series.labels[name], watch.notLabels[name])) return false;
  }
  return true;
}

/** `*` at the end of the wanted text stands for any ending; a label that is not there matches nothing. */
function labelMatches(label: string | undefined, wanted: string): boolean {
  if (label === undefined) return false;
  return wanted.endsWith('*') ? label.startsWith(wanted.slice(0, -1)) : label === wanted;
}
