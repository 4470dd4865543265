import type { ConditionDraft } from './condition-draft.ts';
import type { RuleDraft } from './rule-draft.ts';

/** What each part of the form of a rule is given. */
export interface FormPart {
  draft: RuleDraft;
  /** Of the watched metric. */
  unit: string;
  /** What is wrong, by the path of the field in the rule. */
  errors: Readonly<Record<string, string>>;
  change(fields: Partial<RuleDraft>): void;
}

/** What each part of a condition is given. */
export interface ConditionPart extends FormPart {
  changeCondition(fields: Partial<ConditionDraft>): void;
}
