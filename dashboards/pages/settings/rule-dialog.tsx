import { useState } from 'preact/hooks';
import type { Rule, Severity } from '#protocol/rule.ts';
import type { RuleEntry } from '../../api/shapes.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { CheckField, SelectField, TextField } from '../../ui/field.tsx';
import { useChange } from '../../ui/use-change.ts';
import { unitOf } from '../../words/unit.ts';
import type { Words } from '../../words/words.ts';
import {
  applyDraft,
  type DraftFault,
  type DraftNumber,
  draftOf,
  faultsOf,
  hasRecovery,
} from './rule-draft.ts';

const SEVERITIES: readonly Severity[] = ['info', 'warning', 'critical'];

/** Threshold, hold, recovery, severity and whether it is in force. */
export function RuleDialog(options: { entry: RuleEntry; onSaved(): void; onReset(): void; onClose(): void }) {
  const { entry, onSaved, onReset, onClose } = options;
  const { rule, origin } = entry;
  const { api } = useWard();
  const { words, formats } = useText();
  const text = words.settings.rules;
  const [draft, setDraft] = useState(() => draftOf(rule));
  const { busy, error, run } = useChange();
  const faults = faultsOf(draft, rule);
  const faulty = Object.keys(faults).length > 0;
  const unit = unitOf(rule.watch.metric);
  const shownUnit = unit === '1' ? undefined : unit;
  const fault = (name: keyof typeof faults) => {
    const found = faults[name];
    return found ? faultText(found, words) : undefined;
  };

  function submit(event: Event): void {
    event.preventDefault();
    if (faulty) return;
    const changed: Rule = applyDraft(rule, draft);
    void run(() => api.send('PUT', `rules/${encodeURIComponent(rule.id)}`, changed), onSaved);
  }

  return (
    <Dialog title={text.editTitle} wide onClose={onClose}>
      <form onSubmit={submit}>
        <div>
          <strong>{rule.name[formats.language]}</strong>
          <p class="muted">{rule.reason[formats.language]}</p>
        </div>
        <div class="form-grid">
          {(Object.keys(draft.numbers) as DraftNumber[]).map((name) => (
            <TextField
              key={name}
              label={numberLabel(name, words)}
              value={draft.numbers[name] ?? ''}
              unit={name === 'afterMinutes' || name === 'withinHours' ? undefined : shownUnit}
              error={fault(name)}
              onInput={(value) =>
                setDraft((before) => ({ ...before, numbers: { ...before.numbers, [name]: value } }))
              }
            />
          ))}
          {hasRecovery(rule.condition) && (
            <TextField
              label={text.recovery}
              hint={text.recoveryHint}
              value={draft.recovery}
              unit={shownUnit}
              error={fault('recovery')}
              onInput={(recovery) => setDraft((before) => ({ ...before, recovery }))}
            />
          )}
          {rule.condition.kind !== 'changed' && (
            <TextField
              label={text.holdSeconds}
              hint={text.holdHint}
              value={draft.holdSeconds}
              error={fault('holdSeconds')}
              onInput={(holdSeconds) => setDraft((before) => ({ ...before, holdSeconds }))}
            />
          )}
          <SelectField
            label={text.severity}
            value={draft.severity}
            choices={SEVERITIES.map((value) => ({ value, text: words.states.severity[value] }))}
            onChoose={(severity) => setDraft((before) => ({ ...before, severity }))}
          />
        </div>
        <CheckField
          label={text.enabled}
          value={draft.enabled}
          onChange={(enabled) => setDraft((before) => ({ ...before, enabled }))}
        />
        {error && (
          <p class="field-error" role="alert">
            {error}
          </p>
        )}
        <footer>
          {origin === 'changed' && (
            <span class="footer-start">
              <Button look="quiet" onClick={onReset}>
                {text.reset}
              </Button>
            </span>
          )}
          <Button onClick={onClose}>{words.shell.common.cancel}</Button>
          <Button look="primary" type="submit" disabled={busy || faulty}>
            {busy ? words.shell.common.saving : words.shell.common.save}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

function numberLabel(name: DraftNumber, words: Words): string {
  const text = words.settings.rules;
  const labels: Record<DraftNumber, string> = {
    threshold: text.threshold,
    low: text.low,
    high: text.high,
    value: text.equalTo,
    above: text.perSecond,
    afterMinutes: text.afterMinutes,
    reaches: text.threshold,
    withinHours: text.withinHours,
  };
  return labels[name];
}

function faultText(fault: DraftFault, words: Words): string {
  const text = words.settings.rules;
  const texts: Record<DraftFault, string> = {
    not_number: text.notNumber,
    negative: text.notPositive,
    low_above_high: text.lowAboveHigh,
    recovery_above: text.recoveryAbove,
    recovery_below: text.recoveryBelow,
  };
  return texts[fault];
}
