import type { RoomItem } from '#protocol/room.ts';
import { boxOf } from '#protocol/room-box.ts';
import { dropItem, GRID_CM, pushItem, turnItem } from '../model/draft.ts';
import type { Editor } from './use-editor.ts';

/** How things on the plan are moved. */
export interface ItemEditing {
  /** True when the key meant something here. */
  press(event: KeyboardEvent, item: RoomItem): boolean;
  drag(event: PointerEvent, item: RoomItem, scale: number): void;
}

const PUSHES: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
/** With the shift key things go in strides. */
const STRIDE = 6;

let drags = 0;

/** Moving by keyboard and by pointer; `onRemove` asks before it removes. */
export function itemEditing(editor: Editor, onRemove: (item: RoomItem) => void): ItemEditing {
  return {
    press(event, item) {
      if (event.ctrlKey || event.metaKey || event.altKey) return false;
      const push = PUSHES[event.key];
      if (push) {
        const by = GRID_CM * (event.shiftKey ? STRIDE : 1);
        editor.change((draft) => pushItem(draft, item.id, push[0] * by, push[1] * by), `push ${item.id}`);
      } else if (event.key === 'r' || event.key === 'R') editor.change((draft) => turnItem(draft, item.id));
      else if (event.key === 'Delete' || event.key === 'Backspace') onRemove(item);
      else return false;
      event.preventDefault();
      return true;
    },

    drag(event, item, scale) {
      if (event.button !== 0) return;
      const from = boxOf(item);
      const start = { x: event.clientX, y: event.clientY };
      const mark = `drag ${++drags}`;
      let isMoving = false;
      const move = (next: PointerEvent): void => {
        const x = (next.clientX - start.x) / scale;
        const y = (next.clientY - start.y) / scale;
        // A press that trembles is no drag.
        if (!isMoving && Math.hypot(x, y) * scale < 4) return;
        isMoving = true;
        editor.change((draft) => dropItem(draft, item.id, from.xCm + x, from.yCm + y), mark);
      };
      const end = (): void => {
        removeEventListener('pointermove', move);
        removeEventListener('pointerup', end);
        removeEventListener('pointercancel', end);
      };
      addEventListener('pointermove', move);
      addEventListener('pointerup', end);
      addEventListener('pointercancel', end);
    },
  };
}
