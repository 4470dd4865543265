import { useState } from 'preact/hooks';
import type { RoomAnswer } from '../../../api/rooms.ts';
import { routeTo } from '../../../state/route.ts';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Confirm } from '../../../ui/dialog.tsx';
import { useChange } from '../../../ui/use-change.ts';

/** Forgets the saved plan: the room is drawn from what stands in it, or is gone with its last thing. */
export function RemovePlan({ room, onRemoved }: { room: RoomAnswer; onRemoved(): void }) {
  const { api, toasts } = useWard();
  const { words, formats } = useText();
  const text = words.rooms.forget;
  const [isAsked, setAsked] = useState(false);
  const { busy, error, run } = useChange();
  const isEmpty = room.targetsTotal === 0;

  function remove(): void {
    const path = `rooms/${encodeURIComponent(room.organisation)}/${encodeURIComponent(room.name)}`;
    void run(
      () => api.send('DELETE', path),
      () => {
        setAsked(false);
        toasts.say(isEmpty ? text.roomGone : text.planGone);
        onRemoved();
        if (isEmpty) location.assign(routeTo('rooms'));
      },
    );
  }

  return (
    <>
      <Button look="danger" onClick={() => setAsked(true)}>
        {isEmpty ? text.room : text.plan}
      </Button>
      {isAsked && (
        <Confirm
          title={isEmpty ? text.roomTitle(room.name) : text.planTitle(room.name)}
          hint={isEmpty ? text.roomHint : text.planHint(formats.number(room.targetsTotal))}
          action={words.shell.common.remove}
          busy={busy}
          error={error}
          onConfirm={remove}
          onClose={() => setAsked(false)}
        />
      )}
    </>
  );
}
