import type { JobsAnswer } from '../../api/jobs.ts';
import { getAll } from '../../api/lists.ts';
import { useText, useWard } from '../../ui/context.ts';
import { SelectField, TextField } from '../../ui/field.tsx';
import { useLoad } from '../../ui/use-load.ts';
import type { FormPart } from './form-part.ts';
import { hasDeadline, SCHEDULE_KINDS } from './job-draft.ts';

const DAYS = ['all', 'working', 'non_working'] as const;
const MONTH_ONS = ['day', 'workingDay', 'last'] as const;

/** When a job has to succeed: the fields of the chosen kind of schedule. */
export function ScheduleFields({ own, ...part }: FormPart & { own: string | undefined }) {
  const { draft, errors, change } = part;
  const { words } = useText();
  const text = words.jobs;
  const { kind } = draft;
  return (
    <>
      <div class="form-grid">
        <SelectField
          label={text.kind}
          value={kind}
          choices={SCHEDULE_KINDS.map((value) => ({ value, text: text.kinds[value] }))}
          onChoose={(value) => change({ kind: value })}
        />
        {kind === 'daily' && (
          <SelectField
            label={text.days}
            value={draft.days}
            choices={DAYS.map((value) => ({ value, text: text.expected.days[value] }))}
            onChoose={(days) => change({ days })}
          />
        )}
        {kind === 'monthly' && <MonthFields {...part} />}
        {(kind === 'quarterly' || kind === 'half_yearly') && (
          <TextField
            label={text.daysBeforeEnd}
            type="number"
            value={draft.daysBeforeEnd}
            hint={text.daysBeforeEndHint}
            error={errors.daysBeforeEnd}
            onInput={(daysBeforeEnd) => change({ daysBeforeEnd })}
          />
        )}
        {kind === 'every' && (
          <TextField
            label={text.everySpan}
            value={draft.every}
            hint={text.spanHint}
            error={errors.every}
            onInput={(every) => change({ every })}
          />
        )}
        {kind === 'cron' && (
          <TextField
            label={text.cronExpression}
            value={draft.cron}
            hint={text.cronHint}
            error={errors.cron}
            onInput={(cron) => change({ cron })}
          />
        )}
        {kind === 'after' && <AfterField {...part} own={own} />}
      </div>
      {kind === 'weekly' && <Weekdays {...part} />}
      <div class="form-grid">
        {hasDeadline(kind) && (
          <TextField
            label={text.by}
            value={draft.by}
            hint={text.byHint}
            error={errors.by}
            onInput={(by) => change({ by })}
          />
        )}
        {(kind === 'daily' || kind === 'weekly') && (
          <TextField
            label={text.from}
            value={draft.from}
            hint={text.fromHint}
            error={errors.from}
            onInput={(from) => change({ from })}
          />
        )}
        {(kind === 'cron' || kind === 'after') && (
          <TextField
            label={text.within}
            value={draft.within}
            hint={text.spanHint}
            error={errors.within}
            onInput={(within) => change({ within })}
          />
        )}
      </div>
    </>
  );
}

function MonthFields({ draft, errors, change }: FormPart) {
  const { words } = useText();
  const text = words.jobs;
  return (
    <>
      <SelectField
        label={text.monthOn}
        value={draft.monthOn}
        choices={MONTH_ONS.map((value) => ({ value, text: text.monthOns[value] }))}
        onChoose={(monthOn) => change({ monthOn })}
      />
      {draft.monthOn === 'day' && (
        <TextField
          label={text.monthDay}
          type="number"
          value={draft.monthDay}
          hint={text.monthDayHint}
          error={errors.monthDay}
          onInput={(monthDay) => change({ monthDay })}
        />
      )}
      {draft.monthOn === 'workingDay' && (
        <TextField
          label={text.monthWorkingDay}
          type="number"
          value={draft.monthWorkingDay}
          error={errors.monthWorkingDay}
          onInput={(monthWorkingDay) => change({ monthWorkingDay })}
        />
      )}
    </>
  );
}

function Weekdays({ draft, errors, change }: FormPart) {
  const { words } = useText();
  const text = words.jobs;
  return (
    <fieldset class="weekdays">
      <legend>{text.onWeekdays}</legend>
      {text.weekdays.map((name, at) => {
        const day = at + 1;
        const isChosen = draft.weekdays.includes(day);
        return (
          <button
            key={name}
            type="button"
            class="chip"
            aria-pressed={isChosen}
            onClick={() =>
              change({
                weekdays: isChosen
                  ? draft.weekdays.filter((other) => other !== day)
                  : [...draft.weekdays, day],
              })
            }
          >
            {name}
          </button>
        );
      })}
      {errors.weekdays && (
        <p class="field-error" role="alert">
          {errors.weekdays}
        </p>
      )}
    </fieldset>
  );
}

function AfterField({ draft, errors, change, own }: FormPart & { own: string | undefined }) {
  const { api } = useWard();
  const { words } = useText();
  const text = words.jobs;
  const { value = [] } = useLoad(
    () => getAll(api, 'jobs', (answer: JobsAnswer) => answer.jobs, { limit: 1_000 }),
    [],
  );
  const others = value.filter(({ id }) => id !== own);
  const isKnown = draft.after === '' || others.some(({ id }) => id === draft.after);
  return (
    <SelectField
      label={text.afterJob}
      value={draft.after}
      error={errors.after}
      choices={[
        { value: '', text: text.pleaseChoose },
        ...(isKnown ? [] : [{ value: draft.after, text: text.expected.unknownJob }]),
        ...others.map(({ id, name }) => ({ value: id, text: name })),
      ]}
      onChoose={(after) => change({ after })}
    />
  );
}
