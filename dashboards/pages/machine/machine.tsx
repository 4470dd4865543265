import './machine.css';
import { useEffect, useMemo } from 'preact/hooks';
import { machineRoute, routeTo } from '../../state/route.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Empty, Loading } from '../../ui/empty.tsx';
import { Charts } from './charts.tsx';
import { Inventory } from './inventory.tsx';
import { MachineAlerts } from './machine-alerts.tsx';
import { MachineData } from './machine-data.ts';
import { MachineHead } from './machine-head.tsx';
import { Mounts } from './mounts.tsx';
import { MACHINE_METRICS, PANELS } from './panels.ts';
import { Tiles } from './tiles.tsx';
import { TopProcesses } from './top-processes.tsx';

const SHOWN = { followed: MACHINE_METRICS, panels: PANELS };

/** Everything about one machine. */
export function MachinePage({ id }: { id: string }) {
  const { fleet, api, frames, live, preferences } = useWard();
  const { words } = useText();
  const data = useMemo(() => new MachineData(id, api, frames, SHOWN), [id]);
  useEffect(() => data.watch(live), [data]);

  // The list of machines tells when it is known; until then one cannot say that there is no such machine.
  const machine = fleet.machines.value.find(({ target }) => target.id === id);
  const name = machine?.target.name;
  useEffect(() => {
    if (name) document.title = `${name} · ${preferences.words.value.shell.product}`;
  }, [name]);

  if (!machine && !fleet.known.value) return <Loading />;
  if (!machine) {
    return (
      <Empty title={words.machine.unknown} hint={words.machine.unknownHint}>
        <a href={routeTo('')}>{words.machine.back}</a>
      </Empty>
    );
  }
  // The collector watches itself too, and has none of what a host has.
  const isHost = machine.target.kind !== 'collector';
  return (
    <div class="page machine">
      <MachineHead machine={machine} data={data} />
      <MachineAlerts target={id} />
      {isHost && <Tiles machine={machine} data={data} />}
      <Charts
        machine={machine}
        data={data}
        panels={PANELS}
        route={(parameters) => machineRoute(id, parameters)}
      />
      {isHost && (
        <div class="machine-tables">
          <div class="stack">
            <Mounts machine={machine} data={data} />
            <Inventory target={id} />
          </div>
          <TopProcesses target={id} />
        </div>
      )}
    </div>
  );
}
