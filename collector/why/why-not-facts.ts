/* What the ledger and the store know of a series and its rules, for saying why nobody was called. */
import type { Parts } from '#collector/api/parts.ts';
import { everyTargetGroup } from '#collector/groups/members.ts';
import type { Scope } from '#collector/people/caller.ts';
import type { SeriesDescription } from '#collector/store/store.ts';
import type { Alert } from '#protocol/alert.ts';
import type { Note } from '#protocol/back-test.ts';
import type { Rule } from '#protocol/rule.ts';
import { type Labels, seriesKey } from '#protocol/sample.ts';

/** Series of one target and metric, and rules, that are looked through. */
export const SERIES_LOOKED_AT = 1_000;
const RULES = 10_000;
/** Alerts of one series and rule that are looked through. */
const ALERTS = 200;

/** What is asked. */
export interface WhyNotWish {
  /** Only this rule, as it is written here or as it stands; otherwise all that watch the metric. */
  rule: { rule: Rule; changedAtMs: number | null } | undefined;
  target: string;
  metric: string;
  /** Labels that the series must have; it may have others. */
  labels: Labels;
  fromMs: number;
  toMs: number;
}

export type WhyNotParts = Pick<
  Parts,
  'registry' | 'store' | 'alerts' | 'rules' | 'limits' | 'kept' | 'nowMs'
>;

/** A question and whoever asks it. */
export interface Asked {
  wish: WhyNotWish;
  organisation: string;
  scope: Scope;
  parts: WhyNotParts;
}

/** Why the store knows no such series. */
export async function whyNoSeries(
  { target, metric, labels }: WhyNotWish,
  { store }: WhyNotParts,
): Promise<Note> {
  const ofMetric = await store.series({ metric, targets: [target] }, SERIES_LOOKED_AT);
  if (ofMetric.length > 0) {
    return {
      code: 'no_series_with_labels',
      params: { metric, labels: seriesKey({ target, metric, labels }), series: ofMetric.length },
    };
  }
  const ofTarget = await store.series({ targets: [target] }, SERIES_LOOKED_AT);
  return {
    code: ofTarget.length > 0 ? 'no_such_series' : 'target_sends_nothing',
    params: { metric, series: ofTarget.length },
  };
}

/** The rules that the question is about. */
export async function rulesFor({ rule, metric }: WhyNotWish, scope: Scope, { rules }: WhyNotParts) {
  if (rule) return [rule];
  const all = await rules.list(scope, '', RULES);
  return all
    .filter(({ rule: each }) => each.watch.metric === metric)
    .map((each) => ({ rule: each.rule, changedAtMs: changedAt(each) }));
}

/** The ledger says when a rule was changed; what was made for a test may not. */
function changedAt(stored: object): number | null {
  const { changedAtMs } = stored as { changedAtMs?: number };
  return changedAtMs ?? null;
}

/** What the clauses of a rule ask about a series. */
export async function asSeen(
  rule: Rule,
  series: SeriesDescription,
  organisation: string,
  { registry, store }: WhyNotParts,
) {
  const { target, metric, labels } = series;
  const { notBeside } = rule.watch;
  const beside =
    notBeside === undefined
      ? []
      : await store.series({ metric: notBeside, targets: [target], labels }, SERIES_LOOKED_AT);
  const key = seriesKey({ target, metric: notBeside ?? '', labels });
  return {
    organisation,
    target,
    metric,
    labels,
    groups: registry.groups.of(target),
    isBeside: beside.some((each) => seriesKey(each) === key),
  };
}

/** The alert of the rule on the series, or on a group to which it counts, that stood in the span. */
export async function alertOf(
  rule: Rule,
  series: SeriesDescription,
  { wish, organisation, scope, parts }: Asked,
): Promise<Alert | undefined> {
  const isCount = rule.condition.kind === 'count';
  const { groups } = rule.watch;
  const counting = groups.length > 0 ? groups : [everyTargetGroup(organisation)];
  const subjects = isCount
    ? counting.map((id) => ({ target: id, metric: series.metric, labels: {} }))
    : [series];
  for (const subject of subjects) {
    const filter = { target: subject.target, rule: rule.id, toMs: wish.toMs + 1 };
    const { alerts } = await parts.alerts.list(scope, filter, null, ALERTS);
    const key = seriesKey(subject);
    const found = alerts.find(
      (alert) =>
        seriesKey(alert) === key &&
        alert.firedAtMs !== null &&
        alert.firedAtMs <= wish.toMs &&
        (alert.resolvedAtMs === null || alert.resolvedAtMs > wish.fromMs),
    );
    if (found) return found;
  }
  return undefined;
}
