import './contacts.css';
import type { Hours, WeekSpan } from '#protocol/clock-times.ts';
import { Button } from '../../../ui/button.tsx';
import { ToggleMany } from '../../../ui/choose-many.tsx';
import { useText } from '../../../ui/context.ts';
import { TextField } from '../../../ui/field.tsx';
import { isTime, SPAN_DAYS, spanFault, timeOf } from './hours.ts';

const MOST_SPANS = 20;
const NEW_SPAN: WeekSpan = { days: ['working'], from: '08:30', to: '17:30' };

/**
 * Hours of the week, span by span. What is typed comes back at once, faults included: `areHoursWhole` says whether the
 * collector would take it.
 */
export function HoursFields(options: {
  label: string;
  /** What it means that there is no span. */
  always: string;
  value: Hours;
  onChange(value: Hours): void;
}) {
  const { label, always, value, onChange } = options;
  const { words } = useText();
  const text = words.contacts.hours;
  const put = (at: number, span: WeekSpan) =>
    onChange(value.map((each, index) => (index === at ? span : each)));
  return (
    <fieldset class="fieldset hours">
      <legend>{label}</legend>
      {value.length === 0 && <p class="field-hint">{always}</p>}
      {value.map((span, at) => (
        <SpanFields
          key={at}
          number={at + 1}
          span={span}
          onChange={(next) => put(at, next)}
          onRemove={() => onChange(value.filter((_, index) => index !== at))}
        />
      ))}
      <div>
        <Button
          icon="plus"
          disabled={value.length >= MOST_SPANS}
          onClick={() => onChange([...value, { ...NEW_SPAN, days: [...NEW_SPAN.days] }])}
        >
          {text.add}
        </Button>
      </div>
    </fieldset>
  );
}

function SpanFields(options: {
  number: number;
  span: WeekSpan;
  onChange(span: WeekSpan): void;
  onRemove(): void;
}) {
  const { number, span, onChange, onRemove } = options;
  const { words } = useText();
  const text = words.contacts.hours;
  const fault = spanFault(span);
  const isOver = isTime(span.from) && isTime(span.to) && span.to <= span.from;
  return (
    <fieldset class="span-fields" aria-label={text.span(String(number))}>
      <ToggleMany
        label={text.daysLabel}
        choices={SPAN_DAYS.map((value) => ({ value, text: text.days[value] }))}
        value={span.days}
        onChange={(days) => onChange({ ...span, days })}
      />
      <TimeField label={text.from} value={span.from} onChange={(from) => onChange({ ...span, from })} />
      <TimeField label={text.to} value={span.to} onChange={(to) => onChange({ ...span, to })} />
      <Button look="quiet" icon="close" label={text.remove(String(number))} onClick={onRemove} />
      {(fault || isOver) && (
        <p class={fault ? 'field-error' : 'field-hint'} role={fault ? 'alert' : undefined}>
          {fault ? text.faults[fault] : text.over}
        </p>
      )}
    </fieldset>
  );
}

/** A time of day, typed as people do and put right when they leave the field. */
function TimeField(options: { label: string; value: string; onChange(value: string): void }) {
  const { label, value, onChange } = options;
  return (
    <div class="time-field" onFocusOut={() => timeOf(value) !== value && onChange(timeOf(value))}>
      <TextField label={label} value={value} maxLength={5} placeholder="08:30" onInput={onChange} />
    </div>
  );
}
