import { useText } from '../../../ui/context.ts';
import { CheckField, TextField } from '../../../ui/field.tsx';
import type { FormPart } from './form-part.ts';
import { shownUnit } from './limit-fields.tsx';
import { hasRecovery, recoveryUnit } from './rule-draft.ts';

/** When it is over, and when it comes and goes too often. */
export function RecoveryFields({ draft, unit, errors, change }: FormPart) {
  const { words } = useText();
  const text = words.rules.fields;
  return (
    <>
      <div class="form-grid">
        {hasRecovery(draft.condition) && (
          <TextField
            label={text.recovery}
            value={draft.recovery}
            unit={shownUnit(recoveryUnit(draft.condition, unit))}
            hint={text.recoveryHint}
            error={errors.recoveryThreshold}
            onInput={(recovery) => change({ recovery })}
          />
        )}
        <TextField
          label={text.recoveryDelay}
          value={draft.recoveryDelay}
          hint={`${text.recoveryDelayHint} · ${text.spanHint}`}
          error={errors.recoveryDelayMs}
          onInput={(recoveryDelay) => change({ recoveryDelay })}
        />
      </div>
      <CheckField label={text.flaps} value={draft.flaps} onChange={(flaps) => change({ flaps })} />
      {draft.flaps && (
        <div class="form-grid three">
          <TextField
            label={text.firings}
            value={draft.firings}
            error={errors['flapping.firings']}
            onInput={(firings) => change({ firings })}
          />
          <TextField
            label={text.flapWithin}
            value={draft.flapWithin}
            error={errors['flapping.withinMs']}
            onInput={(flapWithin) => change({ flapWithin })}
          />
          <TextField
            label={text.calm}
            value={draft.calm}
            error={errors['flapping.calmMs']}
            onInput={(calm) => change({ calm })}
          />
        </div>
      )}
    </>
  );
}
