import './target.css';
import './device/device.css';
import { useEffect, useMemo } from 'preact/hooks';
import { lazyPage } from '../../shell/lazy-page.tsx';
import type { Machine } from '../../state/machine.ts';
import { machineRoute } from '../../state/route.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Empty } from '../../ui/empty.tsx';
import { TargetEvidence } from '../alerts/evidence.tsx';
import { Availability } from './availability.tsx';
import { Changes } from './changes.tsx';
import { Charts } from './charts/charts.tsx';
import { Configs } from './device/configs/configs.tsx';
import { DeviceFacts } from './device/facts.tsx';
import { HostWatches, InsideTables } from './device/inside-tables.tsx';
import { Neighbours } from './device/neighbours.tsx';
import { Parts } from './device/parts.tsx';
import { DevicePolls } from './device/polls.tsx';
import { Ports } from './device/ports.tsx';
import { Sensors } from './device/sensors.tsx';
import { Traps } from './device/traps.tsx';
import { Values } from './device/values.tsx';
import { FirstAnswers, FirstAnswersContext } from './first-answers.ts';
import { MachineHead } from './head/machine-head.tsx';
import { Inventory } from './inventory.tsx';
import { HeadFigures } from './kinds/head-figures.tsx';
import { figuresOf } from './kinds/kinds.ts';
import { MachineAlerts } from './machine-alerts.tsx';
import { MachineData } from './machine-data.ts';
import { Mounts } from './mounts.tsx';
import { type PageForm, pageForm, pageMetrics } from './page-metrics.ts';
import { MACHINE_METRICS } from './panels.ts';
import { Place } from './place.tsx';
import { pushedFigures } from './pushed-panels.ts';
import { TopProcesses } from './top-processes.tsx';
import { useNamedMetrics } from './use-named-metrics.ts';

// Far down the page, and forms come with it.
const MachineThresholds = lazyPage(async () => (await import('./thresholds.tsx')).MachineThresholds);

interface Detail {
  machine: Machine;
  data: MachineData;
}

/**
 * Everything about one target: what matters of its kind first, then its charts, then all that it tells. Each part
 * hides itself where there is nothing of it, so that one page serves every kind.
 */
export function TargetPage({ machine }: { machine: Machine }) {
  const { api, clock, frames, live } = useWard();
  const { id, kind, isPolled = false } = machine.target;
  const first = useMemo(() => new FirstAnswers(api, id, () => clock.now()), [id]);
  useEffect(() => () => first.close(), [first]);
  const named = useNamedMetrics(id, first);
  const form = pageForm(kind, named ?? [], isPolled);
  const shown = useMemo(() => pageMetrics(kind, named ?? [], form), [kind, named, form]);
  const figures = useMemo(
    () => (form === 'pushed' ? pushedFigures(named ?? []) : figuresOf(kind)),
    [form, kind, named],
  );
  const data = useMemo(() => new MachineData(id, api, frames, shown), [id, shown]);
  useEffect(() => data.watch(live), [data]);
  return (
    <FirstAnswersContext.Provider value={first}>
      <div class="page machine">
        <MachineHead machine={machine} data={data} />
        <MachineAlerts target={id} hasHead />
        {named?.length === 0 && <Waiting data={data} />}
        <HeadFigures machine={machine} data={data} figures={figures} />
        <Parts data={data} />
        <InsideTables data={data} />
        <Charts
          machine={machine}
          data={data}
          panels={shown.panels}
          route={(parameters) => machineRoute(id, parameters)}
        />
        <Ports data={data} />
        <Sensors data={data} />
        <DetailOf form={form} machine={machine} data={data} />
        <MachineThresholds target={id} />
      </div>
    </FirstAnswersContext.Provider>
  );
}

/** Each form of a page orders the same parts by what it has most of. */
function DetailOf({ form, ...detail }: Detail & { form: PageForm }) {
  if (form === 'host') return <HostDetail {...detail} />;
  if (form === 'device') return <DeviceDetail {...detail} />;
  return <InsideDetail {...detail} />;
}

/** What an agent tells of its own machine. */
function HostDetail({ machine, data }: Detail) {
  const { id, address, kind } = machine.target;
  // The collector watches itself too, and has none of what a host has.
  if (kind === 'collector') return <Values data={data} isWide />;
  return (
    <>
      <div class="machine-tables">
        <div class="stack">
          <Mounts machine={machine} data={data} />
          <HostWatches data={data} />
          <Inventory target={id} />
          <Changes target={id} />
          <Availability target={id} />
        </div>
        <div class="stack">
          <TargetEvidence target={id} />
          <TopProcesses target={id} />
          <DevicePolls target={id} name={machine.target.name} address={address} />
          <Place target={id} />
          <Traps target={id} />
        </div>
      </div>
      <Values data={data} isWide without={MACHINE_METRICS} />
    </>
  );
}

/** A device has much to tell beside its values. */
function DeviceDetail({ machine, data }: Detail) {
  const { id, address, name } = machine.target;
  return (
    <div class="machine-tables">
      <div class="stack">
        <Values data={data} />
        <Mounts machine={machine} data={data} />
        <Changes target={id} />
        <Availability target={id} />
      </div>
      <div class="stack">
        <TargetEvidence target={id} />
        <DevicePolls target={id} name={name} address={address} />
        <DeviceFacts target={id} />
        <Place target={id} />
        <Neighbours target={id} />
        <Configs target={id} />
        <Traps target={id} />
      </div>
    </div>
  );
}

/** What runs inside, and what only pushes, has many values and little else: they take the whole width. */
function InsideDetail({ machine, data }: Detail) {
  const { id, address, name } = machine.target;
  return (
    <>
      <TargetEvidence target={id} />
      <div class="machine-tables">
        <div class="stack">
          <DevicePolls target={id} name={name} address={address} />
          <Changes target={id} />
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

/** Nothing has come yet, and it is said instead of shown as empty fields. */
function Waiting(options: { data: MachineData }) {
  const { data } = options.data.shown.value;
  const { words } = useText();
  if (data.followed.some((metric) => data.of(metric).length > 0)) return null;
  return <Empty title={words.target.figures.waiting} hint={words.target.figures.waitingHint} />;
}
