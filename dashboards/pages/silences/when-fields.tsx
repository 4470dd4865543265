import { useText, useWard } from '../../ui/context.ts';
import { TextField } from '../../ui/field.tsx';
import { HoursFields } from '../settings/contacts/hours-fields.tsx';
import {
  type DraftFaults,
  type DraftField,
  nextMorningMs,
  type SilenceDraft,
  WHENS,
  type When,
  type ZoneClock,
} from './silence-draft.ts';
import { momentText } from './times-text.ts';

/** When it holds. Of one that has held already only the end can be said anew. */
export function WhenFields(options: {
  draft: SilenceDraft;
  faults: DraftFaults;
  zone: string;
  clock: ZoneClock;
  onlyEnd: boolean;
  onChange(change: Partial<SilenceDraft>): void;
}) {
  const { draft, faults, zone, clock, onlyEnd, onChange } = options;
  const { words } = useText();
  const text = words.silences.form;
  const said = (field: DraftField) => {
    const fault = faults[field];
    return fault && words.silences.faults[fault];
  };
  const isRepeated = draft.when === 'repeated' || draft.when === 'hours';
  return (
    <fieldset class="fieldset">
      <legend>{text.when}</legend>
      {!onlyEnd && <WhenChoices value={draft.when} clock={clock} onChoose={(when) => onChange({ when })} />}
      {draft.when === 'repeated' && !onlyEnd && (
        <div class="form-grid">
          <TextField
            label={text.cron}
            value={draft.cron}
            hint={text.cronHint(zone)}
            error={said('cron')}
            placeholder="0 2 * * 6"
            maxLength={100}
            onInput={(cron) => onChange({ cron })}
          />
          <TextField
            label={text.duration}
            value={draft.durationHours}
            unit={text.hour}
            error={said('durationHours')}
            onInput={(durationHours) => onChange({ durationHours })}
          />
        </div>
      )}
      {draft.when === 'hours' && !onlyEnd && (
        <>
          <HoursFields
            label={text.hours}
            always={text.noHours}
            value={draft.hours}
            onChange={(hours) => onChange({ hours })}
          />
          {faults.hours && (
            <p class="field-error" role="alert">
              {said('hours')}
            </p>
          )}
        </>
      )}
      {draft.when === 'span' && (
        <div class="form-grid">
          {!onlyEnd && (
            <TextField
              label={text.from}
              value={draft.from}
              hint={text.zone(zone)}
              error={said('from')}
              onInput={(from) => onChange({ from })}
            />
          )}
          <TextField
            label={text.to}
            value={draft.to}
            hint={onlyEnd ? text.zone(zone) : undefined}
            error={said('to')}
            onInput={(to) => onChange({ to })}
          />
        </div>
      )}
      {isRepeated && (
        <div class="form-grid">
          {!onlyEnd && (
            <TextField
              label={text.first}
              value={draft.from}
              hint={text.zone(zone)}
              error={said('from')}
              onInput={(from) => onChange({ from })}
            />
          )}
          <TextField
            label={text.last}
            value={draft.until}
            hint={text.lastHint}
            error={said('until')}
            placeholder={draft.to}
            onInput={(until) => onChange({ until })}
          />
        </div>
      )}
    </fieldset>
  );
}

function WhenChoices(options: { value: When; clock: ZoneClock; onChoose(when: When): void }) {
  const { value, clock, onChoose } = options;
  const ward = useWard();
  const { words, formats } = useText();
  const text = words.silences.form;
  const morningMs = nextMorningMs(ward.clock.nowMs.value, clock);
  return (
    <fieldset class="toggles" aria-label={text.when}>
      {WHENS.map((when) => (
        <button key={when} type="button" aria-pressed={when === value} onClick={() => onChoose(when)}>
          {when === 'morning' ? text.morning(momentText(morningMs, formats)) : text.whens[when]}
        </button>
      ))}
    </fieldset>
  );
}
