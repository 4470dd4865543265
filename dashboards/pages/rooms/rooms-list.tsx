import type { RoomsAnswer } from '../../api/rooms.ts';
import { MACHINE_STATES, type MachineState } from '../../state/machine-state.ts';
import { useText, useWard } from '../../ui/context.ts';
import { StateTag } from '../../ui/tag.tsx';
import { roomRoute } from './room-route.ts';

/** All rooms, each with how much of it is not well. */
export function RoomsList({ rooms, total }: RoomsAnswer) {
  const { fleet, session } = useWard();
  const { words, formats } = useText();
  const text = words.rooms;
  const beat = fleet.settled.value;
  const states = countStates(fleet.machines.value, beat);
  const { current } = session;
  const organisations = current.value.state === 'in' ? current.value.session.organisations : [];
  return (
    <>
      <ul class="room-cards">
        {rooms.map((room) => {
          const counts = states.get(`${room.organisation} ${room.name}`);
          const worst = MACHINE_STATES.find((state) => (counts?.[state] ?? 0) > 0) ?? 'none';
          const counted = (state: MachineState) =>
            counts
              ? `${words.states.machine[state]} ${formats.number(counts[state])}`
              : words.states.machine[state];
          return (
            <li key={`${room.organisation} ${room.name}`}>
              <a class="panel room-card" href={roomRoute(room.organisation, room.name)}>
                <h2>{room.name}</h2>
                {organisations.length > 1 && (
                  <p class="muted">
                    {organisations.find(({ id }) => id === room.organisation)?.name ?? room.organisation}
                  </p>
                )}
                <p class="room-counts">
                  <StateTag mark={worst} text={counted(worst)} />
                  {(['critical', 'warning', 'stale'] as const).map(
                    (state) =>
                      state !== worst &&
                      (counts?.[state] ?? 0) > 0 && (
                        <span key={state} class={`state-${state}`}>
                          {counted(state)}
                        </span>
                      ),
                  )}
                </p>
                <p class="muted">
                  {text.glance(
                    formats.number(room.racks),
                    formats.number(room.targets),
                    formats.number(room.cooling),
                    formats.number(room.ups),
                  )}
                </p>
              </a>
            </li>
          );
        })}
      </ul>
      {total > rooms.length && (
        <p class="muted">{text.moreRooms(formats.number(rooms.length), formats.number(total))}</p>
      )}
    </>
  );
}

type Machines = readonly { target: { organisation: string; room: string }; state: MachineState }[];

/** How the targets of each room are; `_beat` grows when a state may have changed. */
function countStates(machines: Machines, _beat: number): Map<string, Record<MachineState, number>> {
  const found = new Map<string, Record<MachineState, number>>();
  for (const { target, state } of machines) {
    if (!target.room) continue;
    const key = `${target.organisation} ${target.room}`;
    const counts = found.get(key) ?? { critical: 0, warning: 0, stale: 0, none: 0, ok: 0 };
    counts[state]++;
    found.set(key, counts);
  }
  return found;
}
