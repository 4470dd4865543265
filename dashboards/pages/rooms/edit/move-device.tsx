import { useState } from 'preact/hooks';
import type { RoomTarget } from '../../../api/rooms.ts';
import { Button } from '../../../ui/button.tsx';
import { useText } from '../../../ui/context.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { SelectField, TextField } from '../../../ui/field.tsx';
import { placeDevice } from '../model/draft.ts';
import { naturally } from '../model/order.ts';
import type { Editor } from './use-editor.ts';

const MOST_UNITS = 60;

/** Another rack or unit for a device, for those who cannot or will not drag it. */
export function MoveDevice(options: { device: RoomTarget; editor: Editor; onClose(): void }) {
  const { device, editor, onClose } = options;
  const { words } = useText();
  const text = words.rooms.rack;
  const [rack, setRack] = useState(device.rack);
  const [unit, setUnit] = useState(device.rackUnit > 0 ? String(device.rackUnit) : '');
  const racks = editor.draft.plan.items
    .filter(({ kind }) => kind === 'rack')
    .map(({ name }) => name)
    .sort(naturally);
  const number = Number(unit);
  const isGood = Number.isInteger(number) && number >= 0 && number <= MOST_UNITS;

  function move(event: Event): void {
    event.preventDefault();
    if (!isGood) return;
    editor.change((draft) => placeDevice(draft, device.id, { rack, rackUnit: rack === '' ? 0 : number }));
    onClose();
  }

  return (
    <Dialog title={text.moveTitle(device.name)} onClose={onClose}>
      <form onSubmit={move}>
        <SelectField
          label={text.rack}
          value={rack}
          choices={[{ value: '', text: text.noRack }, ...racks.map((name) => ({ value: name, text: name }))]}
          onChoose={setRack}
        />
        <TextField
          label={words.place.rackUnit}
          hint={words.place.unitHints.rackUnit}
          type="number"
          value={unit}
          error={isGood ? undefined : words.place.badUnits(MOST_UNITS)}
          onInput={setUnit}
        />
        <footer>
          <Button onClick={onClose}>{words.shell.common.cancel}</Button>
          <Button look="primary" type="submit" disabled={!isGood}>
            {text.move}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
