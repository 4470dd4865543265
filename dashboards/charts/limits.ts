import { isLike } from '#protocol/label-pattern.ts';
import type { LabelValues, Rule, Severity } from '#protocol/rule.ts';
import type { Threshold, ThresholdValues } from '#protocol/threshold.ts';

/** A threshold to draw as a line. */
export interface Limit {
  value: number;
  severity: Severity;
  /** What it is a limit of. */
  metric: string;
}

/** What a chart shows, as far as rules choose by it. */
export interface Shown {
  target: string;
  organisation: string;
  metric: string;
  labels: Readonly<Record<string, string>>;
}

/**
 * The thresholds in force for what a chart shows, each once. A line that may be wrong is not drawn: pages do not know
 * who belongs to a group, and a chart does not know which of its lines has a threshold of its own.
 */
export function limitsFor(
  rules: readonly Rule[],
  shown: readonly Shown[],
  others: readonly Threshold[] = [],
): Limit[] {
  const found = new Map<string, Limit>();
  for (const rule of rules) {
    const first = shown.find((each) => watches(rule, each));
    if (!first) continue;
    const values = valuesAt(rule, first, others);
    if (!values || !(values.enabled ?? rule.enabled)) continue;
    for (const limit of thresholdsOf(rule, values)) {
      found.set(`${limit.value} ${limit.severity} ${limit.metric}`, limit);
    }
  }
  return [...found.values()];
}

/** What is another one here than in the rule; undefined where the page cannot know. */
function valuesAt(rule: Rule, shown: Shown, others: readonly Threshold[]): ThresholdValues | undefined {
  if (rule.watch.groups.length > 0) return undefined;
  const here = others.filter((each) => each.rule === rule.id && each.organisation === shown.organisation);
  const ofTarget = here.filter((each) => each.subject === shown.target);
  if (here.some(({ level }) => level === 'group') || ofTarget.some(({ level }) => level === 'series')) {
    return undefined;
  }
  const ofOrganisation = here.find(({ level }) => level === 'organisation');
  return { ...ofOrganisation?.values, ...ofTarget[0]?.values };
}

function watches({ watch, organisation }: Rule, shown: Shown): boolean {
  return (
    watch.metric === shown.metric &&
    (organisation === '*' || organisation === shown.organisation) &&
    (watch.targets.length === 0 || watch.targets.includes(shown.target)) &&
    watchesLabels(watch, shown.labels)
  );
}

/** True when these labels are as the rule wants them, and not as it does not. */
export function watchesLabels(
  { labels, notLabels }: Rule['watch'],
  shown: Readonly<Record<string, string>>,
): boolean {
  return (
    Object.entries(labels).every(([name, wanted]) => isOneOf(shown[name], wanted)) &&
    !Object.entries(notLabels).some(([name, unwanted]) => isOneOf(shown[name], unwanted))
  );
}

function isOneOf(value: string | undefined, wanted: LabelValues): boolean {
  return (typeof wanted === 'string' ? [wanted] : wanted).some((each) => isLike(value, each));
}

function thresholdsOf({ condition, severity, tiers, watch }: Rule, values: ThresholdValues): Limit[] {
  const { metric } = watch;
  const of = (severity: Severity, ...limits: (number | undefined)[]): Limit[] =>
    limits.filter((value) => value !== undefined).map((value) => ({ value, severity, metric }));
  switch (condition.kind) {
    case 'above':
    case 'below':
    case 'rate': {
      const own = condition.kind === 'rate' ? condition.above : condition.threshold;
      const graver = tiers.flatMap((tier) => {
        const other = values.tiers?.find((each) => each.severity === tier.severity);
        return of(tier.severity, other?.threshold ?? tier.threshold);
      });
      return [...of(severity, values.threshold ?? own), ...graver];
    }
    case 'outside':
      return [
        ...of(severity, values.low ?? condition.low, values.high ?? condition.high),
        ...tiers.flatMap((tier) => of(tier.severity, tier.low, tier.high)),
      ];
    default:
      return [];
  }
}
