import { useState } from 'preact/hooks';
import type { Rule } from '#protocol/rule.ts';
import type { Threshold } from '#protocol/threshold.ts';
import { useText, useWard } from '../../../ui/context.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { SelectField, TextField } from '../../../ui/field.tsx';
import { FormFoot } from '../../../ui/form-foot.tsx';
import { useChange } from '../../../ui/use-change.ts';
import { unitOf } from '../../../words/unit.ts';
import { faultTexts, refusedTexts } from './fault-text.ts';
import { shownUnit } from './limit-fields.tsx';
import {
  limitUnit,
  readThreshold,
  type ThresholdDraft,
  type ThresholdPlace,
  thresholdDraftOf,
  understoodValues,
} from './threshold-draft.ts';
import { PlaceFields } from './threshold-place.tsx';

/** Sets another threshold of a rule for one place. */
export function ThresholdDialog(options: {
  rule: Rule;
  /** The one that is changed. */
  before: Threshold | undefined;
  /** Where it begins; fixed when it is given. */
  place?: ThresholdPlace;
  onSaved(): void;
  onClose(): void;
}) {
  const { rule, before, onSaved, onClose } = options;
  const { api, session, toasts } = useWard();
  const { words, formats } = useText();
  const text = words.thresholds;
  const own = session.current.value;
  const organisations = own.state === 'in' ? own.session.organisations : [];
  const unit = limitUnit(rule, unitOf(rule.watch.metric));
  const fixed = before ?? options.place;
  const [place, setPlace] = useState<ThresholdPlace>(
    fixed ?? {
      level: 'target',
      organisation: rule.organisation === '*' ? (organisations[0]?.id ?? '') : rule.organisation,
      subject: '',
      labels: {},
    },
  );
  const [draft, setDraft] = useState<ThresholdDraft>(() =>
    thresholdDraftOf(before?.values ?? {}, before?.reason ?? '', unit),
  );
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<Record<string, string>>({});
  const { busy, error, run } = useChange();
  const { values, faults } = readThreshold(draft, rule, unit);
  const needsSubject = place.level !== 'organisation' && place.subject === '';
  const typed = Object.fromEntries(Object.entries(faults).filter(([, { code }]) => code !== 'required'));
  const errors = { ...refused, ...faultTexts(tried ? faults : typed, words, formats) };
  const understood = understoodValues(rule);
  const ownUnit = shownUnit(unit);
  const change = (fields: Partial<ThresholdDraft>): void => {
    setRefused({});
    setDraft((now) => ({ ...now, ...fields }));
  };
  const present = presentOf(rule);

  function submit(event: Event): void {
    event.preventDefault();
    setTried(true);
    if (needsSubject || Object.keys(faults).length > 0) return;
    const threshold: Threshold = {
      rule: rule.id,
      ...place,
      labels: place.level === 'series' ? { ...place.labels } : {},
      subject: place.level === 'organisation' ? '' : place.subject,
      values,
      reason: draft.reason.trim(),
    };
    void run(
      async () => {
        try {
          await api.send('PUT', 'thresholds', threshold);
        } catch (problem) {
          setRefused(refusedTexts(problem, words));
          throw problem;
        }
      },
      () => {
        toasts.say(text.saved);
        onSaved();
      },
    );
  }

  const field = (
    name: 'threshold' | 'low' | 'high' | 'recovery',
    label: string,
    path: string,
    shown?: number,
  ) => (
    <TextField
      label={label}
      value={draft[name]}
      unit={ownUnit}
      placeholder={shown === undefined ? undefined : String(shown)}
      error={errors[`values.${path}`]}
      onInput={(typedText) => change({ [name]: typedText })}
    />
  );

  return (
    <Dialog title={before ? text.editTitle : text.addTitle} wide onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <strong>{rule.name[formats.language]}</strong>
        <PlaceFields
          rule={rule}
          place={place}
          isFixed={fixed !== undefined}
          error={tried && needsSubject ? words.rules.faults.required : errors.subject}
          onChange={setPlace}
        />
        <SelectField
          label={text.judges}
          value={draft.judges}
          choices={(['on', 'off'] as const).map((value) => ({ value, text: text.judgesChoices[value] }))}
          onChoose={(judges) => change({ judges })}
        />
        {draft.judges === 'on' && (
          <>
            <p class="field-hint">{text.emptyHint}</p>
            <div class="form-grid">
              {understood.threshold &&
                field('threshold', words.rules.fields.threshold, 'threshold', present.threshold)}
              {understood.tiers.map((severity, at) => (
                <TextField
                  key={severity}
                  label={text.tier(words.states.severity[severity])}
                  value={draft.tiers[severity] ?? ''}
                  unit={ownUnit}
                  placeholder={String(rule.tiers.find((tier) => tier.severity === severity)?.threshold ?? '')}
                  error={errors[`values.tiers.${at}.threshold`]}
                  onInput={(typedText) => change({ tiers: { ...draft.tiers, [severity]: typedText } })}
                />
              ))}
              {understood.both && field('low', words.rules.fields.low, 'low', present.low)}
              {understood.both && field('high', words.rules.fields.high, 'high', present.high)}
              {understood.threshold &&
                field('recovery', words.rules.fields.recovery, 'recoveryThreshold', rule.recoveryThreshold)}
              <TextField
                label={words.rules.fields.hold}
                value={draft.hold}
                hint={words.rules.fields.spanHint}
                error={errors['values.holdMs']}
                onInput={(hold) => change({ hold })}
              />
            </div>
          </>
        )}
        <TextField
          label={text.reason}
          value={draft.reason}
          hint={text.reasonHint}
          maxLength={500}
          onInput={(reason) => change({ reason })}
        />
        {tried && faults.values && (
          <p class="field-error" role="alert">
            {text.nothing}
          </p>
        )}
        <FormFoot
          error={error}
          action={busy ? words.shell.common.saving : words.shell.common.save}
          disabled={busy}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}

/** Limits of the rule itself, shown where a field is empty. */
function presentOf({ condition }: Rule): { threshold?: number; low?: number; high?: number } {
  switch (condition.kind) {
    case 'above':
    case 'below':
      return { threshold: condition.threshold };
    case 'rate':
      return { threshold: condition.above };
    case 'outside':
      return { low: condition.low, high: condition.high };
    case 'ratio':
    case 'group_median': {
      const { above, below } = condition;
      return above !== undefined && below !== undefined
        ? { low: below, high: above }
        : { threshold: above ?? below };
    }
    default:
      return {};
  }
}
