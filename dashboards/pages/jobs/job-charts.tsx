import { useEffect, useMemo } from 'preact/hooks';
import type { Machine } from '../../state/machine.ts';
import { useWard } from '../../ui/context.ts';
import { Charts } from '../target/charts/charts.tsx';
import { MachineData } from '../target/machine-data.ts';
import { pageMetrics } from '../target/page-metrics.ts';

type RouteOf = (parameters: Record<string, string | undefined>) => string;

/** How long runs took and what they produced; nothing until the job is in the list of targets. */
export function JobCharts({ id, route }: { id: string; route: RouteOf }) {
  const { fleet } = useWard();
  const machine = fleet.machines.value.find(({ target }) => target.id === id);
  return machine ? <Drawn machine={machine} route={route} /> : null;
}

const METRICS = pageMetrics('job', []);

function Drawn({ machine, route }: { machine: Machine; route: RouteOf }) {
  const { api, frames, live } = useWard();
  const { id } = machine.target;
  const data = useMemo(() => new MachineData(id, api, frames, METRICS), [id]);
  useEffect(() => data.watch(live), [data]);
  return <Charts machine={machine} data={data} panels={METRICS.panels} usualSpan="7d" route={route} />;
}
