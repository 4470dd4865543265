import type { Proposal } from '#protocol/advice.ts';
import type { RuleDraft, TierDraft } from './rule-draft.ts';
import { quantityText, spanText } from './typed.ts';

/** The fields of a draft that takes one proposal: as the rule itself, or as one of its graver severities. */
export function takeOne(draft: RuleDraft, proposal: Proposal, unit: string): Partial<RuleDraft> {
  const at = draft.tiers.findIndex(({ severity }) => severity === proposal.severity);
  if (at >= 0) {
    return { tiers: draft.tiers.map((tier, index) => (index === at ? asTier(proposal, unit) : tier)) };
  }
  const { threshold, holdMs, recoveryThreshold, severity } = proposal;
  return {
    condition: { ...draft.condition, threshold: quantityText(threshold, unit) },
    severity,
    firesBy: 'hold',
    hold: spanText(holdMs),
    recovery: quantityText(recoveryThreshold, unit),
    // A severity that is no graver would contradict.
    tiers: severity === 'critical' ? [] : draft.tiers.filter((tier) => tier.severity !== severity),
  };
}

/** The mildest becomes the rule, the others its graver severities. */
export function takeAll(
  draft: RuleDraft,
  [mildest, ...graver]: readonly Proposal[],
  unit: string,
): Partial<RuleDraft> {
  return {
    ...takeOne({ ...draft, tiers: [] }, mildest, unit),
    tiers: graver.map((proposal) => asTier(proposal, unit)),
  };
}

function asTier({ severity, threshold, recoveryThreshold }: Proposal, unit: string): TierDraft {
  return {
    severity,
    threshold: quantityText(threshold, unit),
    low: '',
    high: '',
    within: '',
    // As in the rule: what is worse is not waited for longer.
    hold: '',
    recovery: quantityText(recoveryThreshold, unit),
  };
}
