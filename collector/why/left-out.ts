import { watches } from '#judging/watches.ts';
import type { Note } from '#protocol/back-test.ts';
import type { LabelValues, Rule, Watch } from '#protocol/rule.ts';
import type { Labels } from '#protocol/sample.ts';

/** What of the estate the clauses of a rule ask about. */
export interface AskedSeries {
  organisation: string;
  target: string;
  metric: string;
  labels: Labels;
  /** Groups that hold the target. */
  groups: readonly string[];
  /** The metric that says the same is there, under equal labels. */
  isBeside: boolean;
}

/** The first clause by which a rule leaves a series out; undefined for one that it watches. */
export function leftOutBy(rule: Rule, series: AskedSeries): Note | undefined {
  const { watch } = rule;
  const { organisation, target, metric, labels, groups } = series;
  const isIn = (group: string) => groups.includes(group);
  const passes = (only: Partial<Watch>, whose = '*') =>
    watches(
      { ...rule, organisation: whose, watch: { ...open(metric), ...only } },
      organisation,
      target,
      series,
      isIn,
    );

  if (!passes({ metric: watch.metric }))
    return { code: 'other_metric', params: { wanted: watch.metric, found: metric } };
  if (!passes({}, rule.organisation))
    return { code: 'other_organisation', params: { wanted: rule.organisation } };
  if (!passes({ targets: watch.targets }))
    return { code: 'other_targets', params: { targets: watch.targets.length } };
  if (!passes({ groups: watch.groups }))
    return { code: 'other_groups', params: { wanted: watch.groups.join(' ') } };
  for (const [label, wanted] of Object.entries(watch.labels)) {
    if (passes({ labels: { [label]: wanted } })) continue;
    return { code: 'other_label', params: { label, wanted: text(wanted), found: labels[label] ?? '' } };
  }
  for (const [label, unwanted] of Object.entries(watch.notLabels)) {
    if (passes({ notLabels: { [label]: unwanted } })) continue;
    return {
      code: 'unwanted_label',
      params: { label, unwanted: text(unwanted), found: labels[label] ?? '' },
    };
  }
  if (watch.notBeside !== undefined && series.isBeside) {
    return { code: 'left_to_other_metric', params: { metric: watch.notBeside } };
  }
  return undefined;
}

function open(metric: string): Watch {
  return { metric, targets: [], groups: [], labels: {}, notLabels: {} };
}

function text(wanted: LabelValues): string {
  return typeof wanted === 'string' ? wanted : wanted.join(' ');
}
