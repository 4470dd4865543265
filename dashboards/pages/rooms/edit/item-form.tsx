import { useEffect, useState } from 'preact/hooks';
import type { RoomItem } from '#protocol/room.ts';
import type { RoomTarget } from '../../../api/rooms.ts';
import { Button } from '../../../ui/button.tsx';
import { useText } from '../../../ui/context.ts';
import { TextField } from '../../../ui/field.tsx';
import { describeItem, turnItem } from '../model/draft.ts';
import type { Editor } from './use-editor.ts';

const LIMITS = { widthCm: [5, 10_000], depthCm: [5, 10_000], units: [1, 60] } as const;
type Measure = keyof typeof LIMITS;

/** What a thing on the plan is called and how large it is. */
export function ItemForm(options: {
  item: RoomItem;
  editor: Editor;
  targets: readonly RoomTarget[];
  onRemove(item: RoomItem): void;
}) {
  const { item, editor, targets, onRemove } = options;
  const { words } = useText();
  const text = words.rooms.edit;
  const [name, setName] = useState(item.name);
  const [typed, setTyped] = useState<Partial<Record<Measure, string>>>({});
  useEffect(() => {
    setName(item.name);
    setTyped({});
  }, [item.id]);
  const others = editor.draft.plan.items.filter((other) => other.kind === 'rack' && other.id !== item.id);
  const trimmed = name.trim();
  const isTaken = item.kind === 'rack' && others.some((other) => other.name === trimmed);
  const isNamed = item.target === null && item.kind !== 'cold_aisle' && item.kind !== 'hot_aisle';

  function rename(value: string): void {
    setName(value);
    const wanted = value.trim();
    if (item.kind === 'rack' && (wanted === '' || others.some((other) => other.name === wanted))) return;
    editor.change((draft) => describeItem(draft, item.id, { name: wanted }, targets), `name ${item.id}`);
  }

  function measure(field: Measure, value: string): void {
    setTyped({ ...typed, [field]: value });
    if (!isWithin(field, value)) return;
    editor.change(
      (draft) => describeItem(draft, item.id, { [field]: Number(value) }, targets),
      `${field} ${item.id}`,
    );
  }

  const measures: Measure[] = item.kind === 'rack' ? ['widthCm', 'depthCm', 'units'] : ['widthCm', 'depthCm'];
  return (
    <div class="item-form card-body">
      {isNamed && (
        <TextField
          label={text.name}
          value={name}
          maxLength={100}
          error={isTaken ? text.taken : item.kind === 'rack' && trimmed === '' ? text.needsName : undefined}
          onInput={rename}
        />
      )}
      <div class="form-grid">
        {measures.map((field) => (
          <TextField
            key={field}
            label={text[field]}
            type="number"
            value={typed[field] ?? String(item[field])}
            error={
              typed[field] !== undefined && !isWithin(field, typed[field])
                ? text.within(String(LIMITS[field][0]), String(LIMITS[field][1]))
                : undefined
            }
            onInput={(value) => measure(field, value)}
          />
        ))}
      </div>
      <p class="item-actions">
        <Button onClick={() => editor.change((draft) => turnItem(draft, item.id))}>{text.turn}</Button>
        {item.target === null && (
          <Button look="danger" onClick={() => onRemove(item)}>
            {words.shell.common.remove}
          </Button>
        )}
      </p>
    </div>
  );
}

function isWithin(field: Measure, value = ''): boolean {
  const number = Number(value);
  return value !== '' && Number.isInteger(number) && number >= LIMITS[field][0] && number <= LIMITS[field][1];
}
