import { useState } from 'preact/hooks';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { TextField } from '../../ui/field.tsx';
import { useChange } from '../../ui/use-change.ts';

const SHORTEST = 10;

/** True for a password that the collector refuses by its length alone. */
export function isTooShort(password: string): boolean {
  return [...password].length < SHORTEST;
}

/** Old password, new one twice. */
export function PasswordForm({ onDone, onCancel }: { onDone(): void; onCancel?(): void }) {
  const { api } = useWard();
  const { words } = useText();
  const text = words.settings.people;
  const [current, setCurrent] = useState('');
  const [fresh, setFresh] = useState('');
  const [repeat, setRepeat] = useState('');
  const { busy, error, run } = useChange();
  const tooShort = fresh !== '' && isTooShort(fresh);
  const notEqual = repeat !== '' && repeat !== fresh;
  const ready = current !== '' && fresh !== '' && repeat === fresh && !tooShort;

  function submit(event: Event): void {
    event.preventDefault();
    if (ready) void run(() => api.send('PUT', 'session/password', { old: current, new: fresh }), onDone);
  }

  return (
    <form onSubmit={submit}>
      <TextField
        label={text.current}
        type="password"
        autocomplete="current-password"
        autofocus
        value={current}
        onInput={setCurrent}
      />
      <TextField
        label={text.fresh}
        type="password"
        autocomplete="new-password"
        value={fresh}
        hint={text.passwordHint}
        error={tooShort ? text.tooShort : undefined}
        onInput={setFresh}
      />
      <TextField
        label={text.repeat}
        type="password"
        autocomplete="new-password"
        value={repeat}
        error={notEqual ? text.notEqual : undefined}
        onInput={setRepeat}
      />
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
      <footer>
        {onCancel && <Button onClick={onCancel}>{words.shell.common.cancel}</Button>}
        <Button look="primary" type="submit" disabled={busy || !ready}>
          {busy ? words.shell.common.saving : words.shell.common.save}
        </Button>
      </footer>
    </form>
  );
}
