import type { LabelValues, Rule, Severity } from '#protocol/rule.ts';

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

/** The thresholds in force for what a chart shows, each once. */
export function limitsFor(rules: readonly Rule[], shown: readonly Shown[]): Limit[] {
  const found = new Map<string, Limit>();
  for (const rule of rules) {
    if (!rule.enabled || !shown.some((each) => watches(rule, each))) continue;
    for (const value of thresholdsOf(rule)) {
      const { metric } = rule.watch;
      found.set(`${value} ${rule.severity} ${metric}`, { value, severity: rule.severity, metric });
    }
  }
  return [...found.values()];
}

function watches({ watch, organisation }: Rule, shown: Shown): boolean {
  return (
    watch.metric === shown.metric &&
    (organisation === '*' || organisation === shown.organisation) &&
    (watch.targets.length === 0 || watch.targets.includes(shown.target)) &&
    Object.entries(watch.labels).every(([name, wanted]) => matches(shown.labels[name], wanted)) &&
    !Object.entries(watch.notLabels).some(([name, unwanted]) => matches(shown.labels[name], unwanted))
  );
}

/** One of them, or beginning with what stands before a `*` at the end. */
function matches(value: string | undefined, wanted: LabelValues): boolean {
  if (value === undefined) return false;
  if (typeof wanted !== 'string') return wanted.some((each) => matches(value, each));
  return wanted.endsWith('*') ? value.startsWith(wanted.slice(0, -1)) : value === wanted;
}

function thresholdsOf({ condition }: Rule): number[] {
  switch (condition.kind) {
    case 'above':
    case 'below':
      return [condition.threshold];
    case 'outside':
      return [condition.low, condition.high];
    case 'rate':
      return [condition.above];
    default:
      return [];
  }
}
