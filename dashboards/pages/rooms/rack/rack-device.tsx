import { useState } from 'preact/hooks';
import type { RoomItem } from '#protocol/room.ts';
import type { RoomTarget } from '../../../api/rooms.ts';
import type { MachineState } from '../../../state/machine-state.ts';
import { machineRoute } from '../../../state/route.ts';
import { useText } from '../../../ui/context.ts';
import { StateMark } from '../../../ui/state-mark.tsx';
import { kindText } from '../../../words/words.ts';
import { MoveDevice } from '../edit/move-device.tsx';
import type { Editor } from '../edit/use-editor.ts';
import { placeDevice } from '../model/draft.ts';
import { fitsAt } from '../model/elevation.ts';

/** A device in a rack: a link to its page, or while the room is changed something that can be moved. */
export function RackDevice(options: {
  device: RoomTarget;
  devices: readonly RoomTarget[];
  rack: RoomItem;
  state: MachineState;
  editor?: Editor;
}) {
  const { device, devices, rack, state, editor } = options;
  const { words } = useText();
  const text = words.rooms.rack;
  const [isMoving, setMoving] = useState(false);
  const where = device.rackUnit > 0 ? text.at(String(device.rackUnit)) : text.atNone;
  const label = `${device.name}, ${kindText(words, device.kind)}, ${words.states.machine[state]}, ${where}`;
  const inside = (
    <>
      <StateMark mark={state} />
      <span class="clip">{device.name}</span>
    </>
  );
  if (!editor)
    return (
      <a class={`rack-device is-${state}`} href={machineRoute(device.id)} aria-label={label} title={label}>
        {inside}
      </a>
    );

  function press(event: KeyboardEvent): void {
    if (!editor || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    const step = event.key === 'ArrowUp' ? 1 : -1;
    const start = device.rackUnit > 0 ? device.rackUnit : step > 0 ? 0 : rack.units + 1;
    for (let unit = start + step; unit >= 1 && unit <= rack.units; unit += step) {
      if (!fitsAt(rack.units, devices, device, unit)) continue;
      const place = { rack: rack.name, rackUnit: unit };
      editor.change((draft) => placeDevice(draft, device.id, place), `unit ${device.id}`);
      return;
    }
  }

  function drag(event: PointerEvent): void {
    if (!editor || event.button !== 0) return;
    const start = { x: event.clientX, y: event.clientY };
    let marked: Element | null = null;
    const mark = (next: Element | null): void => {
      marked?.classList.remove('is-drop');
      marked = next;
      marked?.classList.add('is-drop');
    };
    const find = (next: PointerEvent): Element | null => {
      const all = document.elementsFromPoint(next.clientX, next.clientY);
      for (const each of all) {
        const found = each.closest('[data-unit], [data-rack]');
        if (found) return found;
      }
      return null;
    };
    const move = (next: PointerEvent): void => {
      if (Math.hypot(next.clientX - start.x, next.clientY - start.y) > 5) mark(find(next));
    };
    const end = (): void => {
      removeEventListener('pointermove', move);
      removeEventListener('pointerup', drop);
      removeEventListener('pointercancel', end);
      mark(null);
    };
    const drop = (next: PointerEvent): void => {
      const found = marked && find(next);
      end();
      if (!found || !editor) return;
      const unit = Number(found.getAttribute('data-unit') ?? 0);
      const other = found.getAttribute('data-rack');
      // The pointer holds the middle of what it drags; its lowest unit lies below.
      const lowest = unit > 0 ? unit - Math.floor((Math.max(1, device.rackUnits) - 1) / 2) : 0;
      if (other === null && !fitsAt(rack.units, devices, device, lowest)) return;
      if (other === rack.name) return;
      editor.change((draft) => placeDevice(draft, device.id, { rack: other ?? rack.name, rackUnit: lowest }));
    };
    addEventListener('pointermove', move);
    addEventListener('pointerup', drop);
    addEventListener('pointercancel', end);
  }

  return (
    <>
      <button
        type="button"
        class={`rack-device is-${state} can-move`}
        aria-label={`${label}. ${text.moveHint}`}
        title={text.moveHint}
        onClick={() => setMoving(true)}
        onKeyDown={press}
        onPointerDown={drag}
      >
        {inside}
      </button>
      {isMoving && <MoveDevice device={device} editor={editor} onClose={() => setMoving(false)} />}
    </>
  );
}
