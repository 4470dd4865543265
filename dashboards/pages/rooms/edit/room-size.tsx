import { useState } from 'preact/hooks';
import type { RoomAnswer } from '../../../api/rooms.ts';
import { useText } from '../../../ui/context.ts';
import { TextField } from '../../../ui/field.tsx';
import { resizeRoom } from '../model/draft.ts';
import { RemovePlan } from './remove-plan.tsx';
import type { Editor } from './use-editor.ts';

const LEAST_METRES = 2;
const MOST_METRES = 100;

/** How large the room is, and how its plan is given up, while nothing of it is chosen. */
export function RoomSize(options: { room: RoomAnswer; editor: Editor; onPlanGone(): void }) {
  const { room, editor, onPlanGone } = options;
  const { words } = useText();
  const text = words.rooms.edit;
  const { plan } = editor.draft;
  const [typed, setTyped] = useState<{ width?: string; depth?: string }>({});
  const isGood = (value: string) => Number(value) >= LEAST_METRES && Number(value) <= MOST_METRES;

  function change(side: 'width' | 'depth', value: string): void {
    setTyped({ ...typed, [side]: value });
    if (!isGood(value)) return;
    const cm = Math.round(Number(value) * 10) * 10;
    editor.change(
      (draft) =>
        resizeRoom(
          draft,
          side === 'width' ? cm : draft.plan.widthCm,
          side === 'depth' ? cm : draft.plan.depthCm,
        ),
      `size ${side}`,
    );
  }

  const field = (side: 'width' | 'depth', cm: number) => {
    const value = typed[side] ?? String(cm / 100);
    return (
      <TextField
        label={text[side]}
        type="number"
        unit="m"
        value={value}
        error={isGood(value) ? undefined : text.within(String(LEAST_METRES), String(MOST_METRES))}
        onInput={(next) => change(side, next)}
      />
    );
  };
  return (
    <section class="panel card" aria-label={text.size}>
      <h2>{text.size}</h2>
      <div class="card-body form-grid">
        {field('width', plan.widthCm)}
        {field('depth', plan.depthCm)}
      </div>
      <p class="card-note muted">{text.keys}</p>
      {room.revision > 0 && (
        <p class="card-body">
          <RemovePlan room={room} onRemoved={onPlanGone} />
        </p>
      )}
    </section>
  );
}
