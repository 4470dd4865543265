import { useEffect, useState } from 'preact/hooks';
import type { Drill } from '#protocol/drill.ts';
import { Button } from '../ui/button.tsx';
import { useText, useWard } from '../ui/context.ts';
import { useChange } from '../ui/use-change.ts';

/** Drills run for hours: a minute later is early enough to be asked. */
const LOOK_AGAIN_MS = 60_000;

/** Asks who is signed in whether the call of a drill reached them, where one waits for their answer. */
export function DrillCall() {
  const { api, toasts } = useWard();
  const { words, formats } = useText();
  const text = words.contacts.drills;
  const [waiting, setWaiting] = useState<readonly Drill[]>([]);
  const { busy, error, run } = useChange();

  useEffect(() => {
    const abort = new AbortController();
    const look = (): void => {
      if (document.visibilityState === 'hidden') return;
      api
        .get<{ drills: Drill[] }>('drills/mine', {}, abort.signal)
        .then(({ drills }) => setWaiting(drills))
        // A question that cannot be asked now is asked again in a minute.
        .catch(() => undefined);
    };
    look();
    const timer = setInterval(look, LOOK_AGAIN_MS);
    document.addEventListener('visibilitychange', look);
    return () => {
      abort.abort();
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [api]);

  const [drill] = waiting;
  if (!drill) return null;

  function answer({ id }: Drill): void {
    void run(
      () => api.send('POST', `drills/${id}/answer`),
      () => {
        setWaiting((all) => all.filter((each) => each.id !== id));
        toasts.say(text.thanks);
      },
    );
  }

  return (
    <div class="banner ill" role="status">
      <span>{error ?? text.mine(formats.moment(drill.untilMs))}</span>
      <Button disabled={busy} onClick={() => answer(drill)}>
        {text.iHaveIt}
      </Button>
    </div>
  );
}
