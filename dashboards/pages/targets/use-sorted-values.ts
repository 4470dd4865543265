import { useEffect } from 'preact/hooks';
import type { FleetSort } from '../../state/fleet-order.ts';
import { sortSelections } from '../../state/sinks.ts';
import { useWard } from '../../ui/context.ts';

/** Has the one value come by which all machines are sorted, for as long as they are. */
export function useSortedValues(sort: FleetSort): void {
  const { fleet, live } = useWard();
  const machines = fleet.machines.value;
  useEffect(() => fleet.watch(live, sortSelections(sort, machines)), [fleet, live, sort, machines]);
}
