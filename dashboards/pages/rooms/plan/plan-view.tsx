import { useMemo } from 'preact/hooks';
import type { RoomItem, RoomPlan } from '#protocol/room.ts';
import { boxOf } from '#protocol/room-box.ts';
import { useText } from '../../../ui/context.ts';
import type { ItemEditing } from '../edit/use-item-editing.ts';
import { temperatureField } from '../model/field.ts';
import type { ShownValues } from '../use-room-values.ts';
import { AirFlow } from './air-flow.tsx';
import { FieldCanvas } from './field-canvas.tsx';
import { type ItemLook, PlanItem, RelationFrame } from './plan-item.tsx';
import { PlanStage } from './plan-stage.tsx';

const FIELD_CELL_CM = 10;
/** What lies on the floor is drawn first, what hangs above it last. */
const LAYERS: Readonly<Partial<Record<RoomItem['kind'], number>>> = {
  cold_aisle: 0,
  hot_aisle: 0,
  sensor: 9,
};

/** A room from above. */
export function PlanView(options: {
  plan: RoomPlan;
  looks: ReadonlyMap<string, ItemLook>;
  values: ShownValues;
  /** Colours of the air between the sensors. */
  withField: boolean;
  chosen: string | null;
  onChoose(id: string | null): void;
  /** Given while somebody changes the plan. */
  editing?: ItemEditing;
}) {
  const { plan, looks, values, withField, chosen, onChoose, editing } = options;
  const { words } = useText();
  const text = words.rooms.plan;
  const items = useMemo(
    () => [...plan.items].sort((a, b) => (LAYERS[a.kind] ?? 5) - (LAYERS[b.kind] ?? 5)),
    [plan.items],
  );
  const field = useMemo(
    () => (withField ? temperatureField(measured(plan, values), plan, FIELD_CELL_CM) : undefined),
    [withField, plan, values],
  );
  const isThing = ({ kind, target }: RoomItem) => editing !== undefined || kind === 'rack' || target !== null;
  return (
    <PlanStage label={text.label} widthCm={plan.widthCm} depthCm={plan.depthCm} canPan={!editing}>
      {(scale) => (
        <>
          {field && <FieldCanvas field={field} />}
          {/* biome-ignore lint/a11y/useSemanticElements: a drawing is no set of fields */}
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: a press beside everything lets go; the panel has a button for it */}
          <svg
            class={`plan${withField ? ' with-field' : ''}${editing ? ' is-editing' : ''}`}
            viewBox={`0 0 ${plan.widthCm} ${plan.depthCm}`}
            role="group"
            aria-label={text.things}
            onClick={(event) => {
              if (event.target === event.currentTarget) onChoose(null);
            }}
          >
            {editing && <Grid {...plan} />}
            {items.map((item) => {
              const look = looks.get(item.id);
              if (!look) return null;
              return (
                <g key={item.id} class={isThing(item) ? 'plan-thing' : undefined}>
                  {look.isBlowing && <AirFlow item={item} />}
                  <PlanItem item={item} look={look} />
                  {isThing(item) && (
                    // biome-ignore lint/a11y/useSemanticElements: there is no button inside of a drawing
                    <rect
                      class="item-hit"
                      {...hitOf(item)}
                      role="button"
                      tabIndex={0}
                      aria-label={look.label}
                      aria-pressed={chosen === item.id}
                      data-rack={item.kind === 'rack' ? item.name : undefined}
                      onClick={() => onChoose(item.id)}
                      onFocus={() => editing && onChoose(item.id)}
                      onKeyDown={(event) => {
                        if (editing?.press(event, item)) return;
                        if (event.key !== 'Enter' && event.key !== ' ') return;
                        event.preventDefault();
                        onChoose(item.id);
                      }}
                      onPointerDown={(event) => editing?.drag(event, item, scale)}
                    >
                      <title>{look.label}</title>
                    </rect>
                  )}
                </g>
              );
            })}
            {items.map((item) => {
              const look = looks.get(item.id);
              return look && <RelationFrame key={item.id} item={item} look={look} />;
            })}
          </svg>
        </>
      )}
    </PlanStage>
  );
}

/** What is pressed lies over the drawing and has its name; the plate of a sensor belongs to it. */
function hitOf(item: RoomItem) {
  const { xCm, yCm, widthCm, depthCm } = boxOf(item);
  if (item.kind !== 'sensor') return { x: xCm, y: yCm, width: widthCm, height: depthCm, rx: 5 };
  return { x: xCm - 18, y: yCm - 28, width: widthCm + 36, height: depthCm + 30, rx: 8 };
}

/** Sensors with their places and what they read, as far as it is fresh. */
export function measured({ items }: RoomPlan, values: ShownValues) {
  return items.flatMap((item) => {
    if (item.target === null) return [];
    const celsius = values.of(item.target, 'room.temperature_celsius');
    if (Number.isNaN(celsius)) return [];
    const { xCm, yCm, widthCm, depthCm } = boxOf(item);
    return [{ xCm: xCm + widthCm / 2, yCm: yCm + depthCm / 2, celsius }];
  });
}

/** Metres, while something is moved. */
function Grid({ widthCm, depthCm }: RoomPlan) {
  const lines: string[] = [];
  for (let x = 100; x < widthCm; x += 100) lines.push(`M${x} 0V${depthCm}`);
  for (let y = 100; y < depthCm; y += 100) lines.push(`M0 ${y}H${widthCm}`);
  return <path class="plan-grid" d={lines.join('')} />;
}
