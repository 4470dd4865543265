import { useText } from '../../../ui/context.ts';
import { SelectField, TextField } from '../../../ui/field.tsx';
import { CONDITION_KINDS, type ConditionDraft, EACH_KINDS } from './condition-draft.ts';
import type { ConditionPart } from './form-part.ts';
import { LabelFields } from './label-fields.tsx';
import { LimitFields, shownUnit } from './limit-fields.tsx';
import { isSize } from './typed.ts';
import { useMetricNames } from './use-series.ts';
import { fitting } from './watch-fields.tsx';

/** What must be so of a value for it to be wrong: the fields of the chosen kind. */
export function ConditionFields(part: ConditionPart) {
  const { draft, errors, changeCondition } = part;
  const { words } = useText();
  const text = words.rules;
  const { kind } = draft.condition;
  return (
    <>
      <div class="form-grid">
        <SelectField
          label={text.fields.kind}
          value={kind}
          hint={text.kindHints[kind]}
          error={errors.condition}
          choices={CONDITION_KINDS.map((value) => ({ value, text: text.kinds[value] }))}
          onChoose={(chosen) => changeCondition({ kind: chosen })}
        />
        <KindFields {...part} />
      </div>
      {kind === 'ratio' && (
        <LabelFields
          label={text.fields.toLabels}
          rows={draft.condition.toLabels}
          names={[]}
          valuesOf={() => []}
          onChange={(toLabels) => changeCondition({ toLabels })}
        />
      )}
    </>
  );
}

function KindFields(part: ConditionPart) {
  const { draft, unit, errors, changeCondition } = part;
  const { kind } = draft.condition;
  switch (kind) {
    case 'above':
    case 'below':
    case 'outside':
    case 'equal':
    case 'one_of':
    case 'absent':
      return (
        <LimitFields
          kind={kind}
          draft={draft.condition}
          metric={draft.metric}
          unit={unit}
          path="condition"
          errors={errors}
          change={changeCondition}
        />
      );
    case 'changed':
      return null;
    case 'rate':
      return <RateField {...part} />;
    case 'forecast':
      return <ForecastFields {...part} />;
    case 'deviation':
      return <DeviationFields {...part} />;
    case 'ratio':
      return <RatioFields {...part} />;
    case 'count':
      return <CountFields {...part} />;
    case 'group_median':
      return <MedianFields {...part} />;
  }
}

/** A text field of a condition by its name. */
function useField({ draft, errors, changeCondition }: ConditionPart) {
  return (options: {
    name: TextName;
    path: string;
    label: string;
    hint?: string;
    unit?: string;
    suggestions?: readonly string[];
  }) => (
    <TextField
      label={options.label}
      value={draft.condition[options.name]}
      hint={options.hint}
      unit={options.unit}
      suggestions={options.suggestions}
      error={errors[`condition.${options.path}`]}
      onInput={(typed) => changeCondition({ [options.name]: typed })}
    />
  );
}
type TextName = {
  [Name in keyof ConditionDraft]: ConditionDraft[Name] extends string ? Name : never;
}[keyof ConditionDraft];

function RateField(part: ConditionPart) {
  const { words } = useText();
  const text = words.rules.fields;
  const field = useField(part);
  const unit = shownUnit(part.unit);
  const hint = isSize(part.unit) ? text.sizeHint : undefined;
  return field({ name: 'threshold', path: 'above', label: text.perSecond, unit: unit && `${unit}/s`, hint });
}

function ForecastFields(part: ConditionPart) {
  const { words } = useText();
  const text = words.rules.fields;
  const field = useField(part);
  return (
    <>
      <SelectField
        label={text.from}
        value={part.draft.condition.from}
        choices={(['below', 'above'] as const).map((value) => ({ value, text: text.fromSides[value] }))}
        onChoose={(from) => part.changeCondition({ from })}
      />
      {field({
        name: 'reaches',
        path: 'reaches',
        label: text.reaches,
        unit: shownUnit(part.unit),
        hint: isSize(part.unit) ? text.sizeHint : undefined,
      })}
      {field({ name: 'within', path: 'withinMs', label: text.within, hint: text.spanHint })}
      {field({ name: 'window', path: 'windowMs', label: text.window, hint: text.spanHint })}
      {field({
        name: 'confidence',
        path: 'confidence',
        label: text.confidence,
        hint: text.confidenceHint,
        unit: '%',
      })}
    </>
  );
}

function DeviationFields(part: ConditionPart) {
  const { words } = useText();
  const text = words.rules.fields;
  const field = useField(part);
  return (
    <>
      <SelectField
        label={text.side}
        value={part.draft.condition.side}
        choices={(['both', 'above', 'below'] as const).map((value) => ({ value, text: text.sides[value] }))}
        onChoose={(side) => part.changeCondition({ side })}
      />
      {field({ name: 'times', path: 'times', label: text.times })}
      {field({
        name: 'leastOff',
        path: 'atLeast',
        label: text.leastOff,
        hint: text.leastOffHint,
        unit: shownUnit(part.unit),
      })}
      {field({ name: 'weeks', path: 'weeks', label: text.weeks, hint: text.weeksHint })}
    </>
  );
}

function RatioFields(part: ConditionPart) {
  const { words } = useText();
  const text = words.rules.fields;
  const field = useField(part);
  const metrics = useMetricNames();
  const suggestions = fitting(metrics, part.draft.condition.to);
  return (
    <>
      {field({ name: 'to', path: 'to', label: text.to, hint: text.toHint, suggestions })}
      {field({ name: 'above', path: 'above', label: text.factorAbove, hint: text.factorHint })}
      {field({ name: 'below', path: 'below', label: text.factorBelow })}
    </>
  );
}

function CountFields(part: ConditionPart) {
  const { draft, unit, errors, changeCondition } = part;
  const { words } = useText();
  const text = words.rules;
  const field = useField(part);
  const { each } = draft.condition;
  return (
    <>
      <SelectField
        label={text.fields.each}
        value={each.kind}
        choices={EACH_KINDS.map((value) => ({ value, text: text.kinds[value] }))}
        onChoose={(kind) => changeCondition({ each: { ...each, kind } })}
      />
      <LimitFields
        kind={each.kind}
        draft={each}
        metric={draft.metric}
        unit={unit}
        path="condition.each"
        errors={errors}
        change={(fields) => changeCondition({ each: { ...each, ...fields } })}
      />
      {field({ name: 'atLeast', path: 'atLeast', label: text.fields.atLeast, hint: text.fields.countHint })}
      {field({
        name: 'atLeastPercent',
        path: 'atLeastPercent',
        label: text.fields.atLeastPercent,
        unit: '%',
      })}
    </>
  );
}

function MedianFields(part: ConditionPart) {
  const { words } = useText();
  const text = words.rules.fields;
  const field = useField(part);
  return (
    <>
      {field({ name: 'above', path: 'above', label: text.factorAbove, hint: text.factorHint })}
      {field({ name: 'below', path: 'below', label: text.factorBelow })}
      {field({ name: 'members', path: 'members', label: text.members })}
    </>
  );
}
