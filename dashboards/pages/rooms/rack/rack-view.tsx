import type { RoomItem } from '#protocol/room.ts';
import type { RoomTarget } from '../../../api/rooms.ts';
import { useText } from '../../../ui/context.ts';
import type { Editor } from '../edit/use-editor.ts';
import { elevationOf, heightOf } from '../model/elevation.ts';
import type { RoomStates } from '../use-room-states.ts';
import { RackDevice } from './rack-device.tsx';

/** A rack from the front: what stands at which unit, what is free, and what has no unit. */
export function RackView(options: {
  rack: RoomItem;
  devices: readonly RoomTarget[];
  states: RoomStates;
  editor?: Editor;
}) {
  const { rack, devices, states, editor } = options;
  const { words, formats } = useText();
  const text = words.rooms.rack;
  const elevation = elevationOf(rack.units, devices);
  const rowOf = (unit: number) => elevation.units - unit + 1;
  const device = (one: RoomTarget) => (
    <RackDevice
      device={one}
      devices={devices}
      rack={rack}
      state={states.get(one.id) ?? 'none'}
      editor={editor}
    />
  );
  return (
    <div class="rack-view card-body">
      <p class="muted">
        {text.free(
          formats.number(elevation.freeUnits),
          formats.number(elevation.units),
          formats.number(elevation.longestFree),
        )}
      </p>
      {elevation.loose.length > 0 && (
        <>
          <h3>{text.loose(formats.number(elevation.loose.length))}</h3>
          <ul class="rack-loose">
            {elevation.loose.map((one) => (
              <li key={one.id}>{device(one)}</li>
            ))}
          </ul>
        </>
      )}
      <section class="rack-front" aria-label={text.front(rack.name)}>
        {Array.from({ length: elevation.units }, (_, at) => {
          const unit = elevation.units - at;
          return (
            <div key={unit} class="rack-unit" style={{ gridRow: at + 1 }} data-unit={unit}>
              <span aria-hidden="true">{unit}</span>
            </div>
          );
        })}
        {elevation.slots.map(({ from, to, devices: there }) => (
          <div
            key={there[0].id}
            class={`rack-slot${there.length > 1 ? ' is-clash' : ''}`}
            style={{ gridRow: `${rowOf(to)} / span ${to - from + 1}` }}
            title={there.length > 1 ? text.clash : undefined}
          >
            {there.map((one) => (
              <div key={one.id} class={`rack-place${heightOf(one) > 2 ? ' is-high' : ''}`}>
                {device(one)}
              </div>
            ))}
          </div>
        ))}
      </section>
    </div>
  );
}
