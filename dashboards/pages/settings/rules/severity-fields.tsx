import type { Severity } from '#protocol/rule.ts';
import { Button } from '../../../ui/button.tsx';
import { useText } from '../../../ui/context.ts';
import { SelectField, TextField } from '../../../ui/field.tsx';
import type { FormPart } from './form-part.ts';
import { shownUnit } from './limit-fields.tsx';
import { hasRecovery, hasSamples, nextTier, recoveryUnit, type TierDraft, tierLimit } from './rule-draft.ts';

const SEVERITIES: readonly Severity[] = ['info', 'warning', 'critical'];

/** How long it must be wrong, how bad that is, and what makes it worse. */
export function SeverityFields(part: FormPart) {
  const { draft, errors, change } = part;
  const { words } = useText();
  const text = words.rules.fields;
  const { kind } = draft.condition;
  const next = nextTier(draft);
  const severities = SEVERITIES.map((value) => ({ value, text: words.states.severity[value] }));
  return (
    <>
      <div class="form-grid">
        <SelectField
          label={text.severity}
          value={draft.severity}
          choices={severities}
          onChoose={(severity) => change({ severity })}
        />
        {hasSamples(kind) && (
          <SelectField
            label={text.firesBy}
            value={draft.firesBy}
            choices={(['hold', 'samples'] as const).map((value) => ({ value, text: text.firesBys[value] }))}
            error={errors.samples}
            onChoose={(firesBy) => change({ firesBy })}
          />
        )}
        {kind !== 'changed' && (draft.firesBy === 'hold' || !hasSamples(kind)) && (
          <TextField
            label={text.hold}
            value={draft.hold}
            hint={`${text.holdHint} · ${text.spanHint}`}
            error={errors.holdMs}
            onInput={(hold) => change({ hold })}
          />
        )}
        {hasSamples(kind) && draft.firesBy === 'samples' && (
          <>
            <TextField
              label={text.samplesAtLeast}
              value={draft.samplesAtLeast}
              error={errors['samples.atLeast']}
              onInput={(samplesAtLeast) => change({ samplesAtLeast })}
            />
            <TextField
              label={text.samplesOf}
              value={draft.samplesOf}
              error={errors['samples.of']}
              onInput={(samplesOf) => change({ samplesOf })}
            />
          </>
        )}
      </div>
      {draft.tiers.map((tier, at) => (
        <TierFields key={tier.severity} {...part} tier={tier} at={at} />
      ))}
      {next && (
        <div>
          <Button icon="plus" onClick={() => change({ tiers: [...draft.tiers, next] })}>
            {text.addTier}
          </Button>
        </div>
      )}
    </>
  );
}

function TierFields({ draft, unit, errors, change, tier, at }: FormPart & { tier: TierDraft; at: number }) {
  const { words } = useText();
  const text = words.rules.fields;
  const limit = tierLimit(draft.condition);
  const severity = words.states.severity[tier.severity];
  const path = `tiers.${at}`;
  const ownUnit = shownUnit(recoveryUnit(draft.condition, unit));
  const put = (fields: Partial<TierDraft>) =>
    change({ tiers: draft.tiers.map((each, index) => (index === at ? { ...each, ...fields } : each)) });
  const isAnyFault = errors[path] ?? errors[`${path}.severity`];
  return (
    <fieldset class="fieldset rule-tier">
      <legend>{text.tier(severity)}</legend>
      <div class="form-grid">
        {limit === 'threshold' && (
          <TextField
            label={text.threshold}
            value={tier.threshold}
            unit={ownUnit}
            hint={text.tierLimitHint}
            error={errors[`${path}.threshold`]}
            onInput={(threshold) => put({ threshold })}
          />
        )}
        {limit === 'both' && (
          <>
            <TextField
              label={text.low}
              value={tier.low}
              unit={ownUnit}
              hint={text.tierLimitHint}
              error={errors[`${path}.low`]}
              onInput={(low) => put({ low })}
            />
            <TextField
              label={text.high}
              value={tier.high}
              unit={ownUnit}
              error={errors[`${path}.high`]}
              onInput={(high) => put({ high })}
            />
          </>
        )}
        {limit === 'within' && (
          <TextField
            label={text.within}
            value={tier.within}
            hint={text.tierLimitHint}
            error={errors[`${path}.withinMs`]}
            onInput={(within) => put({ within })}
          />
        )}
        {draft.firesBy === 'hold' && (
          <TextField
            label={text.tierHold}
            value={tier.hold}
            hint={text.tierHoldHint}
            error={errors[`${path}.holdMs`]}
            onInput={(hold) => put({ hold })}
          />
        )}
        {hasRecovery(draft.condition) && (
          <TextField
            label={text.recovery}
            value={tier.recovery}
            unit={ownUnit}
            hint={text.recoveryHint}
            error={errors[`${path}.recoveryThreshold`]}
            onInput={(recovery) => put({ recovery })}
          />
        )}
      </div>
      {isAnyFault && (
        <p class="field-error" role="alert">
          {isAnyFault}
        </p>
      )}
      <div>
        <Button
          look="quiet"
          onClick={() => change({ tiers: draft.tiers.filter((_, index) => index !== at) })}
        >
          {text.removeTier(severity)}
        </Button>
      </div>
    </fieldset>
  );
}
