import type { Condition } from '#protocol/rule.ts';
import { type LabelRow, plainLabelsOf, rowsOf } from './label-rows.ts';
import type { FieldReader } from './read-fields.ts';
import { parseNumber, quantityText, spanText } from './typed.ts';

/** All kinds, those first that people need most. */
export const CONDITION_KINDS = [
  'above',
  'below',
  'outside',
  'equal',
  'one_of',
  'changed',
  'rate',
  'absent',
  'forecast',
  'deviation',
  'ratio',
  'count',
  'group_median',
] as const satisfies readonly Condition['kind'][];
export type ConditionKind = (typeof CONDITION_KINDS)[number];

type Counted = Extract<Condition, { kind: 'count' }>['each'];
/** What each series of a group may be counted by. */
export const EACH_KINDS = [
  'above',
  'below',
  'outside',
  'equal',
  'one_of',
  'absent',
] as const satisfies readonly Counted['kind'][];
export type EachKind = (typeof EACH_KINDS)[number];

/** Limits as typed, of a condition or of what a group counts. */
export interface LimitDraft {
  threshold: string;
  low: string;
  high: string;
  /** Codes of states, or numbers, with commas between. */
  values: string;
  after: string;
}

/** A condition while it is written. Fields of other kinds are kept, so that trying another kind loses nothing. */
export interface ConditionDraft extends LimitDraft {
  kind: ConditionKind;
  reaches: string;
  from: 'below' | 'above';
  within: string;
  window: string;
  /** In percent. */
  confidence: string;
  side: 'above' | 'below' | 'both';
  times: string;
  leastOff: string;
  weeks: string;
  to: string;
  toLabels: readonly LabelRow[];
  /** Factors of a ratio or of a median. */
  above: string;
  below: string;
  each: LimitDraft & { kind: EachKind };
  atLeast: string;
  atLeastPercent: string;
  members: string;
}

const DAY_MS = 86_400_000;

const NO_LIMITS: LimitDraft = { threshold: '', low: '', high: '', values: '', after: '5m' };

/** A condition with nothing filled in but what is usual. */
export const EMPTY_CONDITION: ConditionDraft = {
  ...NO_LIMITS,
  kind: 'above',
  reaches: '',
  from: 'below',
  within: spanText(7 * DAY_MS),
  window: spanText(DAY_MS),
  confidence: '50',
  side: 'both',
  times: '4',
  leastOff: '0',
  weeks: '4',
  to: '',
  toLabels: [],
  above: '',
  below: '',
  each: { ...NO_LIMITS, kind: 'above' },
  atLeast: '',
  atLeastPercent: '',
  members: '3',
};

/** The fields of a condition as text. */
export function conditionDraftOf(condition: Condition, unit: string): ConditionDraft {
  const number = (value: number | undefined) => (value === undefined ? '' : String(value));
  const start: ConditionDraft = { ...EMPTY_CONDITION, kind: condition.kind };
  switch (condition.kind) {
    case 'above':
    case 'below':
    case 'outside':
    case 'equal':
    case 'one_of':
    case 'absent':
      return { ...start, ...limitDraftOf(condition, unit) };
    case 'changed':
      return start;
    case 'rate':
      return { ...start, threshold: quantityText(condition.above, unit) };
    case 'forecast':
      return {
        ...start,
        reaches: quantityText(condition.reaches, unit),
        from: condition.from,
        within: spanText(condition.withinMs),
        window: spanText(condition.windowMs),
        // What a person reads as 70 % must not come back as 0.7000000001.
        confidence: String(Number((condition.confidence * 100).toPrecision(12))),
      };
    case 'deviation':
      return {
        ...start,
        side: condition.side,
        times: number(condition.times),
        leastOff: quantityText(condition.atLeast, unit),
        weeks: number(condition.weeks),
      };
    case 'ratio':
      return {
        ...start,
        to: condition.to,
        toLabels: rowsOf(condition.toLabels),
        above: number(condition.above),
        below: number(condition.below),
      };
    case 'count':
      return {
        ...start,
        each: { ...NO_LIMITS, ...limitDraftOf(condition.each, unit), kind: condition.each.kind },
        atLeast: number(condition.atLeast),
        atLeastPercent: number(condition.atLeastPercent),
      };
    case 'group_median':
      return {
        ...start,
        above: number(condition.above),
        below: number(condition.below),
        members: number(condition.members),
      };
  }
}

/** What a draft says, with faults for what it lacks; NaN stands where a number is missing. */
export function readCondition(draft: ConditionDraft, unit: string, read: FieldReader): Condition {
  const factor = (name: 'above' | 'below') =>
    optional(name, read.optionalNumber(`condition.${name}`, draft[name], { least: 0 }));
  switch (draft.kind) {
    case 'above':
    case 'below':
    case 'outside':
    case 'equal':
    case 'one_of':
    case 'absent':
      return readLimit({ ...draft, kind: draft.kind }, unit, read, 'condition');
    case 'changed':
      return { kind: 'changed' };
    case 'rate':
      return { kind: 'rate', above: read.quantity('condition.above', draft.threshold, unit) };
    case 'forecast':
      return {
        kind: 'forecast',
        reaches: read.quantity('condition.reaches', draft.reaches, unit),
        from: draft.from,
        withinMs: read.span('condition.withinMs', draft.within),
        windowMs: read.span('condition.windowMs', draft.window, 60_000),
        confidence: read.number('condition.confidence', draft.confidence, { least: 0, most: 100 }) / 100,
      };
    case 'deviation':
      return {
        kind: 'deviation',
        side: draft.side,
        times: read.number('condition.times', draft.times, { least: 1, most: 100 }),
        atLeast: read.quantity('condition.atLeast', draft.leastOff, unit),
        weeks: read.number('condition.weeks', draft.weeks, { least: 2, most: 8, whole: true }),
      };
    case 'ratio':
      if (draft.to.trim() === '') read.fault('condition.to', 'required');
      return {
        kind: 'ratio',
        to: draft.to.trim(),
        toLabels: plainLabelsOf(draft.toLabels),
        ...factor('above'),
        ...factor('below'),
      };
    case 'count':
      return {
        kind: 'count',
        each: readLimit(draft.each, unit, read, 'condition.each'),
        ...optional(
          'atLeast',
          read.optionalNumber('condition.atLeast', draft.atLeast, { least: 1, whole: true }),
        ),
        ...optional(
          'atLeastPercent',
          read.optionalNumber('condition.atLeastPercent', draft.atLeastPercent, { least: 0, most: 100 }),
        ),
      };
    case 'group_median':
      return {
        kind: 'group_median',
        ...factor('above'),
        ...factor('below'),
        members: read.number('condition.members', draft.members, { least: 3, most: 10_000, whole: true }),
      };
  }
}

function limitDraftOf(condition: Counted, unit: string): Partial<LimitDraft> {
  switch (condition.kind) {
    case 'above':
    case 'below':
      return { threshold: quantityText(condition.threshold, unit) };
    case 'outside':
      return { low: quantityText(condition.low, unit), high: quantityText(condition.high, unit) };
    case 'equal':
      return { values: String(condition.value) };
    case 'one_of':
      return { values: condition.values.join(', ') };
    case 'absent':
      return { after: spanText(condition.afterMs) };
  }
}

function readLimit(
  draft: LimitDraft & { kind: EachKind },
  unit: string,
  read: FieldReader,
  path: string,
): Counted {
  switch (draft.kind) {
    case 'above':
    case 'below':
      return { kind: draft.kind, threshold: read.quantity(`${path}.threshold`, draft.threshold, unit) };
    case 'outside':
      return {
        kind: 'outside',
        low: read.quantity(`${path}.low`, draft.low, unit),
        high: read.quantity(`${path}.high`, draft.high, unit),
      };
    case 'equal':
      return { kind: 'equal', value: read.number(`${path}.value`, draft.values) };
    case 'one_of': {
      const values = codesOf(draft.values);
      if (values.length === 0) read.fault(`${path}.values`, 'required');
      else if (values.some(Number.isNaN)) read.fault(`${path}.values`, 'values');
      return { kind: 'one_of', values };
    }
    case 'absent':
      return { kind: 'absent', afterMs: read.span(`${path}.afterMs`, draft.after, 1_000) };
  }
}

/** Numbers with commas between, in either script. */
export function codesOf(text: string): number[] {
  const parts = text.split(/[,，、\s]+/).filter(Boolean);
  return parts.map(parseNumber);
}

function optional<Name extends string>(name: Name, value: number | undefined): { [N in Name]?: number } {
  return value === undefined ? {} : ({ [name]: value } as { [N in Name]: number });
}
