import type { Meaning, Rule, Severity, Tier } from '#protocol/rule.ts';
import { contradictions } from '#protocol/rule-contradictions.ts';
import { type ConditionDraft, conditionDraftOf, EMPTY_CONDITION, readCondition } from './condition-draft.ts';
import { type LabelRow, labelsOf, rowsOf } from './label-rows.ts';
import { type Faults, FieldReader } from './read-fields.ts';
import { quantityText, spanText } from './typed.ts';

/** A graver severity while it is written. */
export interface TierDraft {
  severity: Severity;
  threshold: string;
  low: string;
  high: string;
  within: string;
  hold: string;
  recovery: string;
}

/** A rule while it is written: text fields hold text. */
export interface RuleDraft {
  id: string;
  name: Record<'zh-CN' | 'en', string>;
  reason: Record<'zh-CN' | 'en', string>;
  enabled: boolean;
  organisation: string;
  metric: string;
  targets: readonly string[];
  groups: readonly string[];
  labels: readonly LabelRow[];
  notLabels: readonly LabelRow[];
  notBeside: string;
  condition: ConditionDraft;
  /** What must last before it fires: a time, or so many of the last samples. */
  firesBy: 'hold' | 'samples';
  hold: string;
  samplesAtLeast: string;
  samplesOf: string;
  recovery: string;
  recoveryDelay: string;
  severity: Severity;
  tiers: readonly TierDraft[];
  flaps: boolean;
  firings: string;
  flapWithin: string;
  calm: string;
  meaning: Meaning | '';
  deviceLimits: boolean;
  tell: readonly string[];
}

const METRIC = /^[^\s.,=\\"']+\.[^\s,=\\"']+$/;
const ID = /^[a-z0-9][a-z0-9-]{0,63}$/;

const FLAPPING = { firings: '4', flapWithin: '30m', calm: '10m' };

/** A rule with nothing written but what is usual. */
export function newDraft(organisation: string): RuleDraft {
  return {
    id: '',
    name: { 'zh-CN': '', en: '' },
    reason: { 'zh-CN': '', en: '' },
    enabled: true,
    organisation,
    metric: '',
    targets: [],
    groups: [],
    labels: [],
    notLabels: [],
    notBeside: '',
    condition: EMPTY_CONDITION,
    firesBy: 'hold',
    hold: '5m',
    samplesAtLeast: '3',
    samplesOf: '5',
    recovery: '',
    recoveryDelay: '0',
    severity: 'warning',
    tiers: [],
    flaps: true,
    ...FLAPPING,
    meaning: '',
    deviceLimits: false,
    tell: [],
  };
}

/** The fields of a rule as text. */
export function draftOf(rule: Rule, unit: string): RuleDraft {
  const { watch, flapping, samples } = rule;
  return {
    id: rule.id,
    name: { ...rule.name },
    reason: { ...rule.reason },
    enabled: rule.enabled,
    organisation: rule.organisation,
    metric: watch.metric,
    targets: watch.targets,
    groups: watch.groups,
    labels: rowsOf(watch.labels),
    notLabels: rowsOf(watch.notLabels),
    notBeside: watch.notBeside ?? '',
    condition: conditionDraftOf(rule.condition, unit),
    firesBy: samples ? 'samples' : 'hold',
    hold: spanText(rule.holdMs),
    samplesAtLeast: String(samples?.atLeast ?? 3),
    samplesOf: String(samples?.of ?? 5),
    recovery: quantityText(rule.recoveryThreshold, unit),
    recoveryDelay: spanText(rule.recoveryDelayMs),
    severity: rule.severity,
    tiers: rule.tiers.map((tier) => tierDraftOf(tier, unit)),
    flaps: flapping !== null,
    ...(flapping
      ? {
          firings: String(flapping.firings),
          flapWithin: spanText(flapping.withinMs),
          calm: spanText(flapping.calmMs),
        }
      : FLAPPING),
    meaning: rule.meaning ?? '',
    deviceLimits: rule.deviceLimits,
    tell: rule.tell,
  };
}

/** The rule that a draft says, and what is wrong with it; it may be sent when nothing is. */
export function readDraft(draft: RuleDraft, unit: string): { rule: Rule; faults: Faults } {
  const read = new FieldReader();
  const name = bothLanguages(draft.name);
  if (name['zh-CN'] === '') read.fault('name.zh-CN', 'required');
  if (!METRIC.test(draft.metric.trim()))
    read.fault('watch.metric', draft.metric.trim() === '' ? 'required' : 'metric');
  // Without a metric there is no id to propose, and one thing is missing rather than two.
  else if (!ID.test(draft.id)) read.fault('id', draft.id === '' ? 'required' : 'id');
  if (draft.notBeside !== '' && !METRIC.test(draft.notBeside)) read.fault('watch.notBeside', 'metric');
  const bySamples = draft.firesBy === 'samples' && hasSamples(draft.condition.kind);
  const recovery = hasRecovery(draft.condition)
    ? read.optionalQuantity('recoveryThreshold', draft.recovery, recoveryUnit(draft.condition, unit))
    : undefined;
  const rule: Rule = {
    id: draft.id,
    name,
    reason: bothLanguages(draft.reason),
    enabled: draft.enabled,
    organisation: draft.organisation,
    watch: {
      metric: draft.metric.trim(),
      targets: [...draft.targets],
      groups: [...draft.groups],
      labels: labelsOf(draft.labels),
      notLabels: labelsOf(draft.notLabels),
      ...(draft.notBeside === '' ? {} : { notBeside: draft.notBeside }),
    },
    condition: readCondition(draft.condition, unit, read),
    holdMs: bySamples || draft.condition.kind === 'changed' ? 0 : read.span('holdMs', draft.hold),
    ...(recovery === undefined ? {} : { recoveryThreshold: recovery }),
    recoveryDelayMs: read.span('recoveryDelayMs', draft.recoveryDelay),
    severity: draft.severity,
    tiers: draft.tiers.map((tier, at) => readTier(tier, at, draft.condition, unit, bySamples, read)),
    ...(bySamples
      ? {
          samples: {
            atLeast: read.number('samples.atLeast', draft.samplesAtLeast, {
              least: 1,
              most: 32,
              whole: true,
            }),
            of: read.number('samples.of', draft.samplesOf, { least: 2, most: 32, whole: true }),
          },
        }
      : {}),
    flapping: draft.flaps
      ? {
          firings: read.number('flapping.firings', draft.firings, { least: 2, most: 100, whole: true }),
          withinMs: read.span('flapping.withinMs', draft.flapWithin, 60_000),
          calmMs: read.span('flapping.calmMs', draft.calm, 1_000),
        }
      : null,
    ...(draft.meaning === '' ? {} : { meaning: draft.meaning }),
    deviceLimits: draft.deviceLimits && hasDeviceLimits(draft.condition.kind),
    tell: [...draft.tell],
  };
  // Of numbers that are none nothing can be said together.
  if (Object.keys(read.faults).every((path) => !/^(condition|holdMs|recovery|tiers|samples)/.test(path))) {
    for (const { path, code } of contradictions(rule)) read.fault(path.join('.'), code);
  }
  return { rule, faults: read.faults };
}

/** A graver severity for a draft that has none of it yet; undefined where there is no graver one. */
export function nextTier({ severity, tiers }: RuleDraft): TierDraft | undefined {
  const gravest = tiers.length > 0 ? tiers[tiers.length - 1].severity : severity;
  if (gravest === 'critical') return undefined;
  const next: Severity = gravest === 'info' ? 'warning' : 'critical';
  return { severity: next, threshold: '', low: '', high: '', within: '', hold: '', recovery: '' };
}

/** Which limit a graver severity has of its own. */
export function tierLimit({ kind, above, below }: ConditionDraft): 'threshold' | 'both' | 'within' | 'none' {
  if (kind === 'above' || kind === 'below' || kind === 'rate') return 'threshold';
  if (kind === 'outside') return 'both';
  if (kind === 'forecast') return 'within';
  if (kind === 'ratio' || kind === 'group_median') return above !== '' && below !== '' ? 'both' : 'threshold';
  return 'none';
}

/** Whether the condition knows a side to come back to. */
export function hasRecovery({ kind, above, below }: ConditionDraft): boolean {
  if (kind === 'ratio' || kind === 'group_median') return above === '' || below === '';
  return kind === 'above' || kind === 'below' || kind === 'rate' || kind === 'forecast';
}

/** Factors have no unit, whatever the metric has. */
export function recoveryUnit({ kind }: ConditionDraft, unit: string): string {
  return kind === 'ratio' || kind === 'group_median' ? '1' : unit;
}

export function hasSamples(kind: ConditionDraft['kind']): boolean {
  return kind !== 'absent' && kind !== 'changed';
}

export function hasDeviceLimits(kind: ConditionDraft['kind']): boolean {
  return kind === 'above' || kind === 'below' || kind === 'outside';
}

function tierDraftOf(tier: Tier, unit: string): TierDraft {
  return {
    severity: tier.severity,
    threshold: quantityText(tier.threshold, unit),
    low: quantityText(tier.low, unit),
    high: quantityText(tier.high, unit),
    within: tier.withinMs === undefined ? '' : spanText(tier.withinMs),
    hold: tier.holdMs === undefined ? '' : spanText(tier.holdMs),
    recovery: quantityText(tier.recoveryThreshold, unit),
  };
}

function readTier(
  draft: TierDraft,
  at: number,
  condition: ConditionDraft,
  unit: string,
  bySamples: boolean,
  read: FieldReader,
): Tier {
  const limits = tierLimit(condition);
  const own = recoveryUnit(condition, unit);
  const quantity = (name: 'threshold' | 'low' | 'high') => {
    const value = read.optionalQuantity(`tiers.${at}.${name}`, draft[name], own);
    return value === undefined ? {} : { [name]: value };
  };
  const withinMs = limits === 'within' ? read.optionalSpan(`tiers.${at}.withinMs`, draft.within) : undefined;
  const holdMs = bySamples ? undefined : read.optionalSpan(`tiers.${at}.holdMs`, draft.hold);
  const recovery = hasRecovery(condition)
    ? read.optionalQuantity(`tiers.${at}.recoveryThreshold`, draft.recovery, own)
    : undefined;
  return {
    severity: draft.severity,
    ...(limits === 'threshold' ? quantity('threshold') : {}),
    ...(limits === 'both' ? { ...quantity('low'), ...quantity('high') } : {}),
    ...(withinMs === undefined ? {} : { withinMs }),
    ...(holdMs === undefined ? {} : { holdMs }),
    ...(recovery === undefined ? {} : { recoveryThreshold: recovery }),
  };
}

/** What is said in one language only serves both. */
function bothLanguages(text: RuleDraft['name']): Rule['name'] {
  const chinese = text['zh-CN'].trim();
  const english = text.en.trim();
  return { 'zh-CN': chinese || english, en: english || chinese };
}
