import { useState } from 'preact/hooks';
import type { Alert } from '#protocol/alert.ts';
import type { AlertDeed } from '#protocol/alert-work.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { errorText } from '../../words/error-text.ts';
import { QuickSilence } from '../silences/quick-silence.tsx';
import { type AskingDeed, DeedDialog } from './deed-dialog.tsx';
import { doDeed } from './do-deed.ts';

/** Deeds that ask nothing. */
type PlainDeed = Exclude<AlertDeed['action'], AskingDeed>;

/** What can be done with these alerts now; nothing for somebody who may only look. */
export function DeedButtons({
  alerts,
  only,
  onDone,
}: {
  alerts: readonly Alert[];
  /** Where there is no room for all of them. */
  only?: readonly AlertDeed['action'][];
  onDone?(): void;
}) {
  const { api, session, toasts } = useWard();
  const { words, formats } = useText();
  const [asking, setAsking] = useState<AskingDeed>();
  const [busy, setBusy] = useState(false);
  if (!session.can('alerts.acknowledge') || alerts.length === 0) return null;

  function doNow(action: PlainDeed): void {
    setBusy(true);
    doDeed(api, alerts, { action, comment: '' })
      .then(({ done, refused }) => {
        const [first] = refused;
        if (!first) toasts.say(words.alerts.deedDone[action]);
        else if (alerts.length === 1) toasts.say(words.alerts.refusals[first.code], 'bad');
        else {
          const [count, all] = [formats.number(done.length), formats.number(alerts.length)];
          toasts.say(words.alerts.doneOf(count, all), 'bad');
        }
        onDone?.();
      })
      .catch((error: unknown) => toasts.say(errorText(words, error), 'bad'))
      .finally(() => setBusy(false));
  }

  const can = possible(alerts, only);
  const text = words.alerts.deeds;
  return (
    <span class="deeds">
      {/* At three in the morning one tap is what there is strength for; in a row of a list nothing stands out. */}
      {can.claim && (
        <Button look={only ? 'plain' : 'primary'} disabled={busy} onClick={() => doNow('claim')}>
          {text.claim}
        </Button>
      )}
      {can.acknowledge && <Button onClick={() => setAsking('acknowledge')}>{text.acknowledge}</Button>}
      {can.assign && <Button onClick={() => setAsking('assign')}>{text.assign}</Button>}
      {can.comment && <Button onClick={() => setAsking('comment')}>{text.comment}</Button>}
      {can.close && <Button onClick={() => setAsking('close')}>{text.close}</Button>}
      {!only && <QuickSilence alerts={alerts} onDone={onDone} />}
      {can.unacknowledge && (
        <Button look="quiet" disabled={busy} onClick={() => doNow('unacknowledge')}>
          {text.unacknowledge}
        </Button>
      )}
      {can.reopen && (
        <Button look="quiet" disabled={busy} onClick={() => doNow('reopen')}>
          {text.reopen}
        </Button>
      )}
      {asking && (
        <DeedDialog
          deed={asking}
          alerts={alerts}
          onClose={(isDone) => {
            setAsking(undefined);
            // Who thinks better of it has not lost what they chose.
            if (isDone) onDone?.();
          }}
        />
      )}
    </span>
  );
}

/** Of several alerts what makes sense for one of them at least: the others are named with why not. */
function possible(
  alerts: readonly Alert[],
  only: readonly AlertDeed['action'][] | undefined,
): Record<AlertDeed['action'], boolean> {
  const isOne = (action: AlertDeed['action'], is: (alert: Alert) => boolean) =>
    (!only || only.includes(action)) && alerts.some(is);
  const isOpen = (alert: Alert) => alert.state !== 'pending' && !alert.closed;
  return {
    acknowledge: isOne(
      'acknowledge',
      (alert) => isOpen(alert) && alert.state === 'firing' && !alert.acknowledged,
    ),
    unacknowledge: isOne(
      'unacknowledge',
      (alert) => alerts.length === 1 && alert.state === 'firing' && alert.acknowledged !== null,
    ),
    claim: isOne('claim', (alert) => isOpen(alert) && !alert.assigned),
    assign: isOne('assign', isOpen),
    comment: isOne('comment', (alert) => alert.state !== 'pending'),
    close: isOne('close', isOpen),
    reopen: isOne('reopen', (alert) => alert.closed !== null),
  };
}
