import { useState } from 'preact/hooks';
import type { Alert } from '#protocol/alert.ts';
import type { AlertCause, AlertDeed } from '#protocol/alert-work.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { useChange } from '../../ui/use-change.ts';
import { useLoad } from '../../ui/use-load.ts';
import { type Done, doDeed } from './do-deed.ts';

/** Deeds that ask something before they are done. */
export type AskingDeed = 'acknowledge' | 'comment' | 'assign' | 'close';

interface AssigneesAnswer {
  persons: { name: string; displayName: string }[];
}

/**
 * Asks what a deed needs and does it to all of these alerts. What is refused stays in the dialog, with the reason. Closing
 * tells whether anything was asked of the collector.
 */
export function DeedDialog({
  deed,
  alerts,
  onClose,
}: {
  deed: AskingDeed;
  alerts: readonly Alert[];
  onClose(isDone: boolean): void;
}) {
  const { api, toasts } = useWard();
  const { words, formats } = useText();
  const [comment, setComment] = useState('');
  const [to, setTo] = useState('');
  const [cause, setCause] = useState<AlertCause>('hardware');
  const [asked, setAsked] = useState(0);
  const [result, setResult] = useState<Done>();
  const { busy, error, run } = useChange();

  function submit(event: Event): void {
    event.preventDefault();
    const wanted = deedOf(deed, comment.trim(), to, cause);
    void run(async () => {
      const answer = await doDeed(api, alerts, wanted, setAsked);
      if (answer.refused.length > 0) return setResult(answer);
      toasts.say(words.alerts.deedDone[deed]);
      onClose(true);
    });
  }

  const causes = Object.entries(words.alerts.causes) as [AlertCause, string][];
  const isMany = alerts.length > 1;
  const count = formats.number(alerts.length);
  const title = words.alerts.deedTitles[deed];
  const close = () => onClose(result !== undefined);
  return (
    <Dialog title={isMany ? `${title} · ${words.alerts.count(count)}` : title} onClose={close}>
      {result ? (
        <Refused result={result} alerts={alerts} onClose={close} />
      ) : (
        <form onSubmit={submit}>
          {alerts[0] && !isMany && <WhichAlert alert={alerts[0]} />}
          <p class="muted">{words.alerts.deedHints[deed]}</p>
          {deed === 'assign' && alerts[0] && (
            <Assignee organisation={alerts[0].organisation} value={to} onChoose={setTo} />
          )}
          {deed === 'close' && (
            <SelectField<AlertCause>
              label={words.alerts.cause}
              value={cause}
              choices={causes.map(([value, text]) => ({ value, text }))}
              onChoose={setCause}
            />
          )}
          <TextField
            label={
              deed === 'comment' ? words.alerts.comment : words.shell.common.optional(words.alerts.comment)
            }
            placeholder={words.alerts.commentHint}
            value={comment}
            maxLength={1_000}
            required={deed === 'comment'}
            onInput={setComment}
            error={error}
          />
          {busy && isMany && (
            <progress max={alerts.length} value={asked} aria-label={words.shell.common.saving} />
          )}
          <footer>
            <Button onClick={close}>{words.shell.common.cancel}</Button>
            <Button look="primary" type="submit" disabled={busy}>
              {words.alerts.deeds[deed]}
            </Button>
          </footer>
        </form>
      )}
    </Dialog>
  );
}

function deedOf(deed: AskingDeed, comment: string, to: string, cause: AlertCause): AlertDeed {
  switch (deed) {
    case 'assign':
      return { action: 'assign', to: to === '' ? null : to, comment };
    case 'close':
      return { action: 'close', cause, comment };
    default:
      return { action: deed, comment };
  }
}

function WhichAlert({ alert }: { alert: Alert }) {
  const { rules, fleet } = useWard();
  const { formats } = useText();
  const target = fleet.machine(alert.target)?.target.name;
  return (
    <p>
      <strong>{target}</strong> {rules.name(alert.rule, formats.language)}
    </p>
  );
}

function Assignee({
  organisation,
  value,
  onChoose,
}: {
  organisation: string;
  value: string;
  onChoose(name: string): void;
}) {
  const { api } = useWard();
  const { words } = useText();
  const { value: answer } = useLoad(
    (signal) => api.get<AssigneesAnswer>('alert-assignees', { organisation }, signal),
    [organisation],
  );
  const persons = answer?.persons ?? [];
  const choices = persons.map(({ name, displayName }) => ({
    value: name,
    text: displayName === name ? name : `${displayName} (${name})`,
  }));
  return (
    <SelectField
      label={words.alerts.assignTo}
      value={value}
      choices={[{ value: '', text: words.alerts.nobody }, ...choices]}
      onChoose={onChoose}
    />
  );
}

function Refused({ result, alerts, onClose }: { result: Done; alerts: readonly Alert[]; onClose(): void }) {
  const { rules, fleet } = useWard();
  const { words, formats } = useText();
  const byId = new Map(alerts.map((alert) => [alert.id, alert]));
  return (
    <>
      <p>{words.alerts.doneOf(formats.number(result.done.length), formats.number(alerts.length))}</p>
      <h3>{words.alerts.notDone}</h3>
      <ul class="refused">
        {result.refused.slice(0, 100).map(({ id, code }) => {
          const alert = byId.get(id);
          const target = alert && fleet.machine(alert.target)?.target.name;
          const rule = alert && rules.name(alert.rule, formats.language);
          return (
            <li key={id}>
              <strong>{target}</strong> {rule} · {words.alerts.refusals[code]}
            </li>
          );
        })}
      </ul>
      <footer>
        <Button look="primary" onClick={onClose}>
          {words.shell.common.close}
        </Button>
      </footer>
    </>
  );
}
