import { useEffect, useRef, useState } from 'preact/hooks';
import type { AskedAnswer } from '../../../api/polling.ts';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { SelectField, TextField } from '../../../ui/field.tsx';
import { useChange } from '../../../ui/use-change.ts';
import { kindText } from '../../../words/words.ts';
import { ExplanationView } from './explanation-view.tsx';
import { DEVICE_KINDS } from './kinds.ts';

/** How it was opened: by a credential that is kept, by one that was only typed, or by nothing. */
export interface Opening {
  credential: string | null;
  /** What was typed, and under which name it is kept. */
  typed?: { kind: string; fields: Record<string, unknown>; name: string; mayKeep: boolean };
}

/** What was recognised, and the last words before it is watched. */
export function WatchForm(options: {
  answer: AskedAnswer;
  question: { zone: string; address: string; probe: string; settings: object };
  opening: Opening;
  /** What it is when nobody recognised anything. */
  fallback: { name: string; kind: string };
  everyMs?: number;
  onAdded(name: string): void;
}) {
  const { answer, question, opening, fallback, everyMs, onAdded } = options;
  const { api } = useWard();
  const { words } = useText();
  const text = words.devices;
  const recognised = answer.explanation?.recognised;
  const [name, setName] = useState(recognised?.name || fallback.name);
  const [kind, setKind] = useState(recognised?.kind ?? fallback.kind);
  const [keepAs, setKeepAs] = useState(opening.typed?.name ?? '');
  const saving = useChange();
  const form = useRef<HTMLFormElement>(null);
  // It stands below a form that may be long.
  useEffect(() => form.current?.scrollIntoView({ block: 'nearest' }), [answer]);
  const kinds = [...new Set<string>([kind, ...DEVICE_KINDS])];

  function watch(event: Event): void {
    event.preventDefault();
    if (!name.trim()) return;
    const { probe, settings, zone, address } = question;
    const { credential, typed } = opening;
    const kept = typed && { name: keepAs.trim() || name, kind: typed.kind, fields: typed.fields };
    const poll = {
      probe,
      settings,
      ...(everyMs !== undefined && { everyMs }),
      ...(kept ? { newCredential: kept } : { credential }),
    };
    const { profile = '', vendor = '', model = '' } = recognised ?? {};
    const body = {
      zone,
      address,
      name: name.trim(),
      kind,
      host: recognised?.name || undefined,
      recognised: recognised ? { profile, kind: recognised.kind, vendor, model } : null,
      polls: [poll],
    };
    void saving.run(
      () => api.send('POST', 'targets/watch', body),
      () => onAdded(name),
    );
  }

  return (
    <form ref={form} class="recognised" onSubmit={watch} noValidate>
      {answer.explanation && <ExplanationView explanation={answer.explanation} />}
      <div class="form-grid">
        <TextField
          label={text.name}
          value={name}
          onInput={setName}
          error={name.trim() ? undefined : text.required}
        />
        <SelectField
          label={text.kind}
          value={kind}
          choices={kinds.map((value) => ({ value, text: kindText(words, value) }))}
          onChoose={setKind}
        />
        {opening.typed?.mayKeep && (
          <TextField label={text.keepAs} value={keepAs} hint={text.keepAsHint} onInput={setKeepAs} />
        )}
      </div>
      {saving.error && (
        <p class="field-error" role="alert">
          {saving.error}
        </p>
      )}
      <footer>
        <Button look={answer.ok ? 'primary' : 'plain'} type="submit" disabled={saving.busy}>
          {saving.busy ? words.shell.common.saving : answer.ok ? text.watch : text.watchAnyway}
        </Button>
      </footer>
    </form>
  );
}
