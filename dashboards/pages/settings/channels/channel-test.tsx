import { useState } from 'preact/hooks';
import type { TestAnswer } from '../../../api/contacts.ts';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { StateTag } from '../../../ui/tag.tsx';
import { useChange } from '../../../ui/use-change.ts';

/** Sends a test as the form would have it, before anything is saved, and shows what the other side said. */
export function ChannelTest(options: {
  path: string;
  /** Undefined while the form has faults. */
  body(): Record<string, unknown> | undefined;
}) {
  const { path, body } = options;
  const { api } = useWard();
  const { words } = useText();
  const text = words.contacts.channels;
  const [answer, setAnswer] = useState<TestAnswer>();
  const { busy, error, run } = useChange();

  function test(): void {
    const wanted = body();
    if (!wanted) return;
    setAnswer(undefined);
    void run(async () => setAnswer(await api.send<TestAnswer>('POST', `${path}/test`, wanted)));
  }

  return (
    <div class="channel-test">
      <Button disabled={busy} onClick={test}>
        {busy ? text.testing : text.test}
      </Button>
      <div role="status">
        {error && <p class="field-error">{error}</p>}
        {answer && (
          <>
            <StateTag
              mark={answer.delivered ? 'ok' : 'critical'}
              text={answer.delivered ? text.delivered : text.notDelivered}
            />
            {answer.reason && (
              <p class="test-answer">
                <span class="muted">{text.answer}</span> <code>{answer.reason}</code>
              </p>
            )}
            {!answer.delivered && <p>{answer.retryable ? text.mayRetry : text.noRetry}</p>}
          </>
        )}
      </div>
    </div>
  );
}
