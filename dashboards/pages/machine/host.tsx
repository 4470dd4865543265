import './machine.css';
import { useEffect, useMemo } from 'preact/hooks';
import { lazyPage } from '../../shell/lazy-page.tsx';
import type { Machine } from '../../state/machine.ts';
import { machineRoute } from '../../state/route.ts';
import { useWard } from '../../ui/context.ts';
import { TargetEvidence } from '../alerts/evidence.tsx';
import { HostWatches } from '../device/inside-tables.tsx';
import { Traps } from '../device/traps.tsx';
import { Availability } from './availability.tsx';
import { Charts } from './charts.tsx';
import { Inventory } from './inventory.tsx';
import { MachineAlerts } from './machine-alerts.tsx';
import { MachineData } from './machine-data.ts';
import { MachineHead } from './machine-head.tsx';
import { Mounts } from './mounts.tsx';
import { MACHINE_METRICS, PANELS } from './panels.ts';
import { Place } from './place.tsx';
import { Tiles } from './tiles.tsx';
import { TopProcesses } from './top-processes.tsx';

// Far down the page, and forms come with it.
const MachineThresholds = lazyPage(async () => (await import('./thresholds.tsx')).MachineThresholds);

const SHOWN = { followed: MACHINE_METRICS, panels: PANELS };

/** Everything about one host. */
export function HostPage({ machine }: { machine: Machine }) {
  const { api, frames, live } = useWard();
  const { id, kind } = machine.target;
  const data = useMemo(() => new MachineData(id, api, frames, SHOWN), [id]);
  useEffect(() => data.watch(live), [data]);
  // The collector watches itself too, and has none of what a host has.
  const isHost = kind !== 'collector';
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
            <HostWatches data={data} />
            <Inventory target={id} />
            <Availability target={id} />
            <Place target={id} />
          </div>
          <div class="stack">
            <TargetEvidence target={id} />
            <TopProcesses target={id} />
            <Traps target={id} />
          </div>
        </div>
      )}
      <MachineThresholds target={id} />
    </div>
  );
}
