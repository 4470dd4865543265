import type { RoomItem } from '#protocol/room.ts';
import type { RoomTarget } from '../../../api/rooms.ts';
import { useText } from '../../../ui/context.ts';
import { Table } from '../../../ui/table.tsx';
import { StateTag } from '../../../ui/tag.tsx';
import { elevationOf } from '../model/elevation.ts';
import type { PowerFlow } from '../model/power.ts';
import { Feeds } from '../power/feeds.tsx';
import { type RoomStates, worstOf } from '../use-room-states.ts';

/** The racks in words: for whoever does not see the plan, and on paper. */
export function RackTable(options: {
  racks: readonly RoomItem[];
  byRack: ReadonlyMap<string, readonly RoomTarget[]>;
  states: RoomStates;
  flow: PowerFlow;
  onChoose(id: string): void;
}) {
  const { racks, byRack, states, flow, onChoose } = options;
  const { words, formats } = useText();
  const text = words.rooms.table;
  const groups = new Map(flow.groups.map((group) => [group.rack, group]));
  const devicesOf = (rack: RoomItem) => byRack.get(rack.name) ?? [];
  return (
    <section class="panel card rack-table" aria-label={text.title}>
      <h2>{text.title}</h2>
      <Table
        label={text.title}
        rows={racks}
        keyOf={({ id }) => id}
        columns={[
          {
            title: text.rack,
            cell: (rack) => (
              <button type="button" class="link strong" onClick={() => onChoose(rack.id)}>
                {rack.name}
              </button>
            ),
          },
          {
            title: text.state,
            cell: (rack) => {
              const found = worstOf(devicesOf(rack), states);
              return found ? (
                <StateTag mark={found.worst} text={words.states.machine[found.worst]} />
              ) : (
                <span class="muted">{text.empty}</span>
              );
            },
          },
          {
            title: text.affected,
            kind: 'number',
            cell: (rack) => formats.number(worstOf(devicesOf(rack), states)?.affected ?? 0),
          },
          { title: text.devices, kind: 'number', cell: (rack) => formats.number(devicesOf(rack).length) },
          {
            title: text.free,
            kind: 'number',
            minor: true,
            cell: (rack) => formats.number(elevationOf(rack.units, devicesOf(rack)).freeUnits),
          },
          {
            title: text.feeds,
            cell: (rack) => <Feeds group={groups.get(rack.name)} />,
          },
        ]}
      />
    </section>
  );
}
