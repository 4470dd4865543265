import type { Condition, Rule, Severity } from '#protocol/rule.ts';

/** Numbers of a condition that a person can change, by name; all as typed. */
export type DraftNumber =
  | 'threshold'
  | 'low'
  | 'high'
  | 'value'
  | 'above'
  | 'afterMinutes'
  | 'reaches'
  | 'withinHours';

/** A rule while it is being changed: text fields hold text. */
export interface RuleDraft {
  numbers: Partial<Record<DraftNumber, string>>;
  holdSeconds: string;
  recovery: string;
  severity: Severity;
  enabled: boolean;
}

export type DraftFault = 'not_number' | 'negative' | 'low_above_high' | 'recovery_above' | 'recovery_below';
export type DraftFaults = Partial<Record<DraftNumber | 'holdSeconds' | 'recovery', DraftFault>>;

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** The fields of a rule as text. */
export function draftOf(rule: Rule): RuleDraft {
  const { condition, holdMs, recoveryThreshold, severity, enabled } = rule;
  return {
    numbers: Object.fromEntries(
      Object.entries(numbersOf(condition)).map(([name, value]) => [name, String(value)]),
    ),
    holdSeconds: String(holdMs / 1_000),
    recovery: recoveryThreshold === undefined ? '' : String(recoveryThreshold),
    severity,
    enabled,
  };
}

/** Whether the condition knows a side to come back to. */
export function hasRecovery({ kind }: Condition): boolean {
  return kind === 'above' || kind === 'below' || kind === 'rate' || kind === 'forecast';
}

/** What is wrong with a draft, field by field; empty when it can be saved. */
export function faultsOf(draft: RuleDraft, { condition }: Rule): DraftFaults {
  const faults: DraftFaults = {};
  for (const [name, text] of Object.entries(draft.numbers) as [DraftNumber, string][]) {
    const value = parse(text);
    if (Number.isNaN(value)) faults[name] = 'not_number';
    else if ((name === 'afterMinutes' || name === 'withinHours' || name === 'above') && value < 0) {
      faults[name] = 'negative';
    }
  }
  const hold = parse(draft.holdSeconds);
  if (Number.isNaN(hold)) faults.holdSeconds = 'not_number';
  else if (hold < 0) faults.holdSeconds = 'negative';
  const { low, high } = draft.numbers;
  if (low !== undefined && high !== undefined && parse(low) > parse(high)) faults.low ??= 'low_above_high';
  const recovery = recoveryFault(draft, condition);
  if (recovery) faults.recovery = recovery;
  return faults;
}

/** The rule with what the draft says; only for a draft without faults. */
export function applyDraft(rule: Rule, draft: RuleDraft): Rule {
  const { recoveryThreshold: _before, ...rest } = rule;
  const recovery =
    hasRecovery(rule.condition) && draft.recovery.trim() !== '' ? parse(draft.recovery) : undefined;
  return {
    ...rest,
    condition: conditionOf(rule.condition, draft.numbers),
    holdMs: Math.round(parse(draft.holdSeconds) * 1_000),
    ...(recovery === undefined ? {} : { recoveryThreshold: recovery }),
    severity: draft.severity,
    enabled: draft.enabled,
  };
}

function numbersOf(condition: Condition): Partial<Record<DraftNumber, number>> {
  switch (condition.kind) {
    case 'above':
    case 'below':
      return { threshold: condition.threshold };
    case 'outside':
      return { low: condition.low, high: condition.high };
    case 'equal':
      return { value: condition.value };
    case 'rate':
      return { above: condition.above };
    case 'absent':
      return { afterMinutes: condition.afterMs / MINUTE_MS };
    case 'forecast':
      return { reaches: condition.reaches, withinHours: condition.withinMs / HOUR_MS };
    // States are chosen by whoever writes the rule.
    case 'one_of':
    case 'changed':
    case 'deviation':
    case 'ratio':
    case 'count':
    case 'group_median':
      return {};
  }
}

function conditionOf(before: Condition, numbers: RuleDraft['numbers']): Condition {
  const number = (name: DraftNumber) => parse(numbers[name] ?? '');
  switch (before.kind) {
    case 'above':
    case 'below':
      return { ...before, threshold: number('threshold') };
    case 'outside':
      return { ...before, low: number('low'), high: number('high') };
    case 'equal':
      return { ...before, value: number('value') };
    case 'rate':
      return { ...before, above: number('above') };
    case 'absent':
      return { ...before, afterMs: Math.round(number('afterMinutes') * MINUTE_MS) };
    case 'forecast':
      return {
        ...before,
        reaches: number('reaches'),
        withinMs: Math.round(number('withinHours') * HOUR_MS),
      };
    case 'one_of':
    case 'changed':
    case 'deviation':
    case 'ratio':
    case 'count':
    case 'group_median':
      return before;
  }
}

function recoveryFault(draft: RuleDraft, condition: Condition): DraftFault | undefined {
  if (!hasRecovery(condition) || draft.recovery.trim() === '') return undefined;
  const recovery = parse(draft.recovery);
  if (Number.isNaN(recovery)) return 'not_number';
  const limit = parse(draft.numbers.threshold ?? draft.numbers.above ?? draft.numbers.reaches ?? '');
  const fromBelow =
    condition.kind === 'below' || (condition.kind === 'forecast' && condition.from === 'above');
  if (fromBelow) return recovery < limit ? 'recovery_below' : undefined;
  return recovery > limit ? 'recovery_above' : undefined;
}

/** A number as people type it; NaN for nothing and for what is none. */
function parse(text: string): number {
  const trimmed = text.trim().replace('，', '.').replace(',', '.');
  return trimmed === '' ? Number.NaN : Number(trimmed);
}
