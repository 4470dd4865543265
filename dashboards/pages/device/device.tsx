import '../machine/machine.css';
import './device.css';
import { useEffect, useMemo } from 'preact/hooks';
import { lazyPage } from '../../shell/lazy-page.tsx';
import type { Machine } from '../../state/machine.ts';
import { machineRoute } from '../../state/route.ts';
import { useWard } from '../../ui/context.ts';
import { TargetEvidence } from '../alerts/evidence.tsx';
import { Availability } from '../machine/availability.tsx';
import { Charts } from '../machine/charts.tsx';
import { MachineAlerts } from '../machine/machine-alerts.tsx';
import { MachineData } from '../machine/machine-data.ts';
import { MachineHead } from '../machine/machine-head.tsx';
import { Place } from '../machine/place.tsx';
import { Configs } from './configs.tsx';
import { DeviceFacts } from './facts.tsx';
import { InsideTables } from './inside-tables.tsx';
import { Neighbours } from './neighbours.tsx';
import { isInside, pageMetrics } from './page-metrics.ts';
import { Parts } from './parts.tsx';
import { DevicePlates } from './plates.tsx';
import { DevicePolls } from './polls.tsx';
import { Ports } from './ports.tsx';
import { Traps } from './traps.tsx';
import { useNamedMetrics } from './use-named-metrics.ts';
import { Values } from './values.tsx';

// Far down the page, and forms come with it.
const MachineThresholds = lazyPage(async () => (await import('../machine/thresholds.tsx')).MachineThresholds);

interface Detail {
  machine: Machine;
  data: MachineData;
}

/** A device has much to tell beside its values. */
function DeviceDetail({ machine, data }: Detail) {
  const { id, address } = machine.target;
  return (
    <div class="machine-tables">
      <div class="stack">
        <Values data={data} />
        <Availability target={id} />
      </div>
      <div class="stack">
        <TargetEvidence target={id} />
        <DevicePolls target={id} address={address} />
        <DeviceFacts target={id} />
        <Place target={id} />
        <Neighbours target={id} />
        <Configs target={id} />
        <Traps target={id} />
      </div>
    </div>
  );
}

/** What runs inside has many values and little else: they take the whole width. */
function InsideDetail({ machine, data }: Detail) {
  const { id, address } = machine.target;
  return (
    <>
      <TargetEvidence target={id} />
      <div class="machine-tables">
        <div class="stack">
          <DevicePolls target={id} address={address} />
          <Availability target={id} />
        </div>
        <div class="stack">
          <DeviceFacts target={id} />
          <Place target={id} />
        </div>
      </div>
      <Values data={data} isWide />
    </>
  );
}

/** Everything about one device: what matters for its kind first, then all that it tells. */
export function DevicePage({ machine }: { machine: Machine }) {
  const { api, frames, live } = useWard();
  const { id, kind } = machine.target;
  const named = useNamedMetrics(id, kind);
  const shown = useMemo(() => pageMetrics(kind, named), [kind, named]);
  const data = useMemo(() => new MachineData(id, api, frames, shown), [id, shown]);
  useEffect(() => data.watch(live), [data]);
  return (
    <div class="page machine">
      <MachineHead machine={machine} data={data} />
      <MachineAlerts target={id} />
      <DevicePlates data={data} />
      <Parts data={data} />
      <InsideTables data={data} />
      <Charts
        machine={machine}
        data={data}
        panels={shown.panels}
        route={(parameters) => machineRoute(id, parameters)}
      />
      <Ports data={data} />
      {isInside(kind) ? (
        <InsideDetail machine={machine} data={data} />
      ) : (
        <DeviceDetail machine={machine} data={data} />
      )}
      <MachineThresholds target={id} />
    </div>
  );
}
