import { machineRoute } from '../../../state/route.ts';
import { useText, useWard } from '../../../ui/context.ts';
import { Table } from '../../../ui/table.tsx';
import { useRecords } from '../use-records.ts';

interface Neighbour {
  localPort: string;
  name: string;
  port: string;
  chassis: string;
}

/** What hangs at which port, as both ends tell each other. */
export function Neighbours({ target }: { target: string }) {
  const { fleet } = useWard();
  const { words } = useText();
  const machines = fleet.machines.value;
  const { value: records = [] } = useRecords(target, 'neighbours');
  // Two probes may tell of one device: the first that sees anybody counts.
  const value = records.map(({ data }) => readNeighbours(data)).find((list) => list.length > 0);
  if (!value) return null;
  const text = words.device.neighbourColumns;
  return (
    <section class="panel card" aria-label={words.device.neighbours}>
      <h2>{words.device.neighbours}</h2>
      <Table
        label={words.device.neighbours}
        rows={value}
        keyOf={({ localPort, chassis, port }) => `${localPort} ${chassis} ${port}`}
        columns={[
          { title: text.localPort, cell: ({ localPort }) => localPort },
          { title: text.name, cell: ({ name, chassis }) => nameCell(name, chassis) },
          { title: text.port, cell: ({ port }) => port },
        ]}
      />
    </section>
  );

  /** One that is watched too is a step away. */
  function nameCell(name: string, chassis: string) {
    const known = name && machines.find(({ target }) => target.host === name || target.name === name);
    return known ? <a href={machineRoute(known.target.id)}>{name}</a> : name || chassis;
  }
}

/** Reads a `neighbours` record; rows of a form that we do not know are left out. */
function readNeighbours(data: unknown): Neighbour[] {
  if (!Array.isArray(data)) return [];
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return data
    .filter((row): row is Record<string, unknown> => typeof row === 'object' && row !== null)
    .map((row) => ({
      localPort: text(row.localPort),
      name: text(row.name),
      port: text(row.port),
      chassis: text(row.chassis),
    }));
}
