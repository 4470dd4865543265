import { useState } from 'preact/hooks';
import type { RoomGlance } from '../../api/rooms.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { FormFoot } from '../../ui/form-foot.tsx';
import { useChange } from '../../ui/use-change.ts';
import { roomRoute } from './room-route.ts';

/** Large enough for two rows of racks; the plan is edited at once. */
const SIZE = { widthCm: 1_200, depthCm: 800 };

/** A room that nothing stands in yet; nothing for somebody who may only look. */
export function NewRoom({ rooms }: { rooms: readonly RoomGlance[] }) {
  const { session } = useWard();
  const { words } = useText();
  const [isOpen, setOpen] = useState(false);
  if (!session.can('targets.write')) return null;
  return (
    <>
      <Button icon="plus" onClick={() => setOpen(true)}>
        {words.rooms.make.begin}
      </Button>
      {isOpen && <NewRoomDialog rooms={rooms} onClose={() => setOpen(false)} />}
    </>
  );
}

function NewRoomDialog({ rooms, onClose }: { rooms: readonly RoomGlance[]; onClose(): void }) {
  const { api, session } = useWard();
  const { words } = useText();
  const text = words.rooms.make;
  const current = session.current.value;
  const organisations = current.state === 'in' ? current.session.organisations : [];
  const [organisation, setOrganisation] = useState(organisations[0]?.id ?? '');
  const [name, setName] = useState('');
  const [isAsked, setAsked] = useState(false);
  const { busy, error, run } = useChange();
  const wanted = name.trim();
  const isTaken = rooms.some((room) => room.organisation === organisation && room.name === wanted);

  function make(event: Event): void {
    event.preventDefault();
    setAsked(true);
    if (wanted === '' || isTaken) return;
    const path = `rooms/${encodeURIComponent(organisation)}/${encodeURIComponent(wanted)}`;
    void run(
      () => api.send('PUT', path, { revision: 0, plan: { ...SIZE, items: [] } }),
      () => location.assign(roomRoute(organisation, wanted, 'edit')),
    );
  }

  return (
    <Dialog title={text.begin} onClose={onClose}>
      <form class="form" noValidate onSubmit={make}>
        <TextField
          label={text.name}
          hint={text.hint}
          value={name}
          maxLength={100}
          autofocus
          required
          error={isTaken ? text.taken : isAsked && wanted === '' ? text.noName : undefined}
          onInput={setName}
        />
        {organisations.length > 1 && (
          <SelectField
            label={words.contacts.organisation}
            value={organisation}
            choices={organisations.map((each) => ({ value: each.id, text: each.name }))}
            onChoose={setOrganisation}
          />
        )}
        <FormFoot error={error} action={text.make} disabled={busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}
