import './sign-in.css';
import { useState } from 'preact/hooks';
import { ApiError } from '../../api/call.ts';
import { Choices } from '../../shell/choices.tsx';
import { Brand } from '../../ui/brand.tsx';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { TextField } from '../../ui/field.tsx';
import { errorText } from '../../words/error-text.ts';
import type { Formats } from '../../words/format.ts';
import type { Words } from '../../words/words.ts';

/** The door. */
export function SignIn({ ended }: { ended: boolean }) {
  const { session, route } = useWard();
  const { words, formats } = useText();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const text = words.signIn;

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (busy) return;
    if (!name.trim() || !password) {
      setProblem('missing');
      return;
    }
    setBusy(true);
    setProblem(undefined);
    try {
      await session.signIn(name.trim(), password);
    } catch (error) {
      setProblem(error);
      setPassword('');
    } finally {
      setBusy(false);
    }
  }

  const note = ended ? text.ended : route.value.page === 'alert' ? text.toAlert : undefined;
  const message = problem === undefined ? note : problemText(problem, words, formats);
  return (
    <div class="door">
      <main class="door-card">
        <div class="door-brand">
          <Brand />
          <div>
            <p class="door-product">{words.shell.product}</p>
            <p class="muted">{words.shell.tagline}</p>
          </div>
        </div>
        <form onSubmit={submit} aria-label={text.title} noValidate>
          {message && (
            <p class={problem === undefined ? 'door-note' : 'door-problem'} role="alert">
              {message}
            </p>
          )}
          <TextField
            label={text.name}
            value={name}
            onInput={setName}
            autocomplete="username"
            autofocus
            required
          />
          <TextField
            label={text.password}
            type="password"
            value={password}
            onInput={setPassword}
            autocomplete="current-password"
            required
          />
          <Button look="primary" type="submit" disabled={busy}>
            {busy ? text.checking : text.submit}
          </Button>
        </form>
        <details class="door-help">
          <summary>{text.firstRun}</summary>
          <p>{text.firstRunHint}</p>
        </details>
        <footer class="door-choices">
          <Choices />
        </footer>
      </main>
    </div>
  );
}

function problemText(problem: unknown, words: Words, formats: Formats): string {
  const text = words.signIn;
  if (problem === 'missing') return text.missing;
  if (problem instanceof ApiError) {
    if (problem.code === 'too_many_attempts' || problem.status === 429) {
      const waitMs =
        typeof problem.details.waitMs === 'number' ? problem.details.waitMs : problem.retryAfterMs;
      return waitMs === null ? text.lockedNoTime : text.locked(formats.duration(waitMs));
    }
    if (problem.status === 401) return text.wrong;
  }
  return errorText(words, problem);
}
