import type { AskedAnswer } from '../../../api/polling.ts';
import { useText } from '../../../ui/context.ts';

/** Why asking brought nothing: what it was, what to look at, and the words of the probe itself. */
export function AskFailure({ answer }: { answer: AskedAnswer }) {
  const { words } = useText();
  const text = words.devices;
  const state = answer.state ?? 'failed';
  const whatToDo = (text.whatToDo as Partial<Record<typeof state, string>>)[state];
  return (
    <div class="field-error ask-failure" role="alert">
      <p>
        <strong>{text.states[state]}</strong> {whatToDo}
      </p>
      <p class="muted">
        {text.saidByProbe} <code>{answer.error}</code>
      </p>
    </div>
  );
}
