import { useState } from 'preact/hooks';
import type { RoomItem } from '#protocol/room.ts';
import type { RoomTarget } from '../../../api/rooms.ts';
import { Button } from '../../../ui/button.tsx';
import { ChooseMany } from '../../../ui/choose-many.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { FormFoot } from '../../../ui/form-foot.tsx';
import { useChange } from '../../../ui/use-change.ts';
import { kindText } from '../../../words/words.ts';
import { putIntoRack } from '../model/draft.ts';
import type { Editor } from './use-editor.ts';

/** What has no front that could stand in a rack. */
const NOT_IN_RACKS = new Set(['collector', 'database', 'service', 'page', 'job', 'air_conditioner']);

interface Options {
  rack: RoomItem;
  organisation: string;
  /** Everything of the room, where the draft has it. */
  targets: readonly RoomTarget[];
  editor: Editor;
}

/** Puts devices into a rack that stand in none: those of this room, and those of which nobody said the room. */
export function PutDevices(options: Options) {
  const { words } = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <p>
        <Button icon="plus" onClick={() => setOpen(true)}>
          {words.rooms.put.begin}
        </Button>
      </p>
      {isOpen && <PutDialog {...options} onClose={() => setOpen(false)} />}
    </>
  );
}

function PutDialog({ rack, organisation, targets, editor, onClose }: Options & { onClose(): void }) {
  const { api, fleet } = useWard();
  const { words } = useText();
  const text = words.rooms.put;
  const [chosen, setChosen] = useState<string[]>([]);
  const { busy, error, run } = useChange();
  const here = new Map(targets.map((target) => [target.id, target]));
  const choices = fleet.machines.value
    .map(({ target }) => target)
    .filter(({ id, kind, room, organisation: owner }) => {
      if (owner !== organisation || NOT_IN_RACKS.has(kind)) return false;
      const known = here.get(id);
      return known ? known.rack === '' : room === '';
    })
    .map(({ id, kind, name }) => ({ value: id, text: name, detail: kindText(words, kind) }));

  function put(event: Event): void {
    event.preventDefault();
    void run(async () => {
      const devices = await Promise.all(
        chosen.map((id) => here.get(id) ?? api.get<RoomTarget>(`targets/${encodeURIComponent(id)}`)),
      );
      editor.change((draft) => putIntoRack(draft, rack, devices, targets));
      onClose();
    });
  }

  return (
    <Dialog title={text.title(rack.name)} onClose={onClose}>
      <form class="form" noValidate onSubmit={put}>
        <ChooseMany
          label={text.devices}
          hint={choices.length === 0 ? text.none : text.hint}
          choices={choices}
          value={chosen}
          inOrder
          onChange={setChosen}
        />
        <FormFoot error={error} action={text.put} disabled={busy || chosen.length === 0} onClose={onClose} />
      </form>
    </Dialog>
  );
}
