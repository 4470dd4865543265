import { useMemo, useRef } from 'preact/hooks';
import type { TopologyNode } from '../../api/topology.ts';
import type { MachineState } from '../../state/machine-state.ts';
import { useWard } from '../../ui/context.ts';

/** How each thing on the map is; those that nobody watches are not in it. */
export type NodeStates = ReadonlyMap<string, MachineState>;

/** Follows the states of these; the same map as long as none has changed. */
export function useNodeStates(nodes: readonly TopologyNode[]): NodeStates {
  const { fleet } = useWard();
  const beat = fleet.settled.value;
  const machines = fleet.machines.value;
  const before = useRef<NodeStates>(new Map());
  return useMemo(() => {
    const now = new Map<string, MachineState>();
    for (const { id, target } of nodes)
      if (target !== null) now.set(id, fleet.machine(target)?.state ?? 'none');
    const isSame =
      before.current.size === now.size && [...now].every(([id, state]) => before.current.get(id) === state);
    if (!isSame) before.current = now;
    return before.current;
  }, [nodes, beat, machines]);
}

/** True for what somebody should look at. */
export function isIll(state: MachineState | undefined): boolean {
  return state === 'critical' || state === 'warning' || state === 'stale';
}
