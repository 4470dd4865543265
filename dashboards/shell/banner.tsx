import { Button } from '../ui/button.tsx';
import { useText, useWard } from '../ui/context.ts';
import { StateMark } from '../ui/state-mark.tsx';

/** Short interruptions heal by themselves before anybody has read a sentence about them. */
const SHOW_AFTER_MS = 2_000;
const JUDGING_LAG_MS = 10_000;
const STORE_LAG_MS = 60_000;

/** True while the connection has been away for longer than a blink. */
export function useCut(): boolean {
  const { cutAtMs, clock } = useWard();
  const since = cutAtMs.value;
  // The clock is read even while nothing is wrong, so that this renders again when something has been for a while.
  const nowMs = clock.nowMs.value;
  return since !== null && nowMs - since > SHOW_AFTER_MS;
}

/** One line above every page when what it shows is not the whole truth. */
export function Banner() {
  const cut = useCut();
  return cut ? <CutBanner /> : <IllBanner />;
}

function CutBanner() {
  const { pulse, link, live } = useWard();
  const { words, formats } = useText();
  const last = pulse.value;
  const current = link.value;
  const waitMs = current.state === 'waiting' ? current.retryAtMs - Date.now() : 0;
  return (
    <div class="banner cut" role="alert">
      <StateMark mark="stale" />
      <span>{last ? words.shell.cut(formats.time(last.nowMs)) : words.shell.cutNever}</span>
      {waitMs > 1_000 && <span class="banner-wait">{words.shell.retryIn(formats.age(waitMs))}</span>}
      <Button onClick={() => live.hurry()}>{words.shell.retryNow}</Button>
    </div>
  );
}

function IllBanner() {
  const { pulse } = useWard();
  const { words, formats } = useText();
  const last = pulse.value;
  if (!last) return null;
  const texts: string[] = [];
  if (last.judgingBehindMs > JUDGING_LAG_MS) {
    texts.push(words.shell.judgingBehind(formats.duration(last.judgingBehindMs)));
  }
  if (last.storeError) texts.push(words.shell.storeIll(last.storeError));
  else if (last.storeBehindMs > STORE_LAG_MS) {
    texts.push(words.shell.storeBehind(formats.duration(last.storeBehindMs)));
  }
  if (texts.length === 0) return null;
  return (
    <div class="banner ill" role="status">
      <StateMark mark="warning" />
      <span>{texts.join(' ')}</span>
    </div>
  );
}
