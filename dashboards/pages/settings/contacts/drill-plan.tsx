import { useState } from 'preact/hooks';
import type { DrillPlanAnswer } from '../../../api/contacts.ts';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Failed, Loading } from '../../../ui/empty.tsx';
import { CheckField, TextField } from '../../../ui/field.tsx';
import { useChange } from '../../../ui/use-change.ts';
import { useLoad } from '../../../ui/use-load.ts';
import { planBody, planDraft, planFaults } from './drill-state.ts';
import { timeOf } from './hours.ts';

/** When an organisation drills by itself. */
export function PlanCard({ organisation, mayChange }: { organisation: string; mayChange: boolean }) {
  const { api } = useWard();
  const path = `drill-plans/${encodeURIComponent(organisation)}`;
  const { value, error, reload } = useLoad(
    (signal) => api.get<DrillPlanAnswer>(path, {}, signal),
    [organisation],
  );
  if (error !== undefined) return <Failed error={error} onRetry={reload} />;
  // An answer about another organisation is not shown under the name of this one.
  if (value?.organisation !== organisation) return <Loading />;
  return <PlanForm key={organisation} path={path} start={value} mayChange={mayChange} />;
}

function PlanForm({ path, start, mayChange }: { path: string; start: DrillPlanAnswer; mayChange: boolean }) {
  const { api, toasts } = useWard();
  const { words, formats } = useText();
  const text = words.contacts.drills;
  const [known, setKnown] = useState(start);
  const [draft, setDraft] = useState(() => planDraft(start.plan));
  const { busy, error, run } = useChange();
  const faults = planFaults(draft);
  const change = (fresh: Partial<typeof draft>) => setDraft((now) => ({ ...now, ...fresh }));
  const said = (field: keyof typeof faults) => {
    const fault = faults[field];
    return fault && text.faults[fault];
  };

  function submit(event: Event): void {
    event.preventDefault();
    if (Object.keys(faults).length > 0) return;
    void run(async () => {
      setKnown(await api.send<DrillPlanAnswer>('PUT', path, planBody(draft)));
      toasts.say(text.planSaved);
    });
  }

  return (
    <form class="panel drill-plan" onSubmit={submit} noValidate>
      <fieldset disabled={!mayChange}>
        <CheckField label={text.monthly} value={draft.enabled} onChange={(enabled) => change({ enabled })} />
        {draft.enabled && (
          <>
            <div class="plan-fields">
              <TextField
                label={text.day}
                type="number"
                value={draft.day}
                error={said('day')}
                onInput={(day) => change({ day })}
              />
              <div onFocusOut={() => change({ at: timeOf(draft.at) })}>
                <TextField
                  label={text.at}
                  value={draft.at}
                  maxLength={5}
                  error={said('at')}
                  onInput={(at) => change({ at })}
                />
              </div>
              <TextField
                label={text.answerHours}
                type="number"
                value={draft.answerHours}
                error={said('answerHours')}
                onInput={(answerHours) => change({ answerHours })}
              />
            </div>
            <CheckField
              label={text.workingDay}
              value={draft.workingDay}
              onChange={(workingDay) => change({ workingDay })}
            />
          </>
        )}
        <p class="muted">
          {known.nextAtMs === null ? text.noNext : text.next(formats.full(known.nextAtMs), formats.zone)}
        </p>
        {error && (
          <p class="field-error" role="alert">
            {error}
          </p>
        )}
        {mayChange && (
          <div>
            <Button type="submit" disabled={busy}>
              {busy ? words.shell.common.saving : words.shell.common.save}
            </Button>
          </div>
        )}
      </fieldset>
    </form>
  );
}
