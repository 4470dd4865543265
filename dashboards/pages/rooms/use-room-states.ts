import { useMemo, useRef } from 'preact/hooks';
import type { RoomTarget } from '../../api/rooms.ts';
import { type MachineState, STATE_RANK } from '../../state/machine-state.ts';
import { useWard } from '../../ui/context.ts';

/** How each target of a room is; the same map as long as none has changed. */
export type RoomStates = ReadonlyMap<string, MachineState>;

/** Follows the states of these targets. */
export function useRoomStates(targets: readonly RoomTarget[]): RoomStates {
  const { fleet } = useWard();
  const beat = fleet.settled.value;
  const machines = fleet.machines.value;
  const before = useRef<RoomStates>(new Map());
  return useMemo(() => {
    const now = new Map<string, MachineState>();
    for (const { id } of targets) now.set(id, fleet.machine(id)?.state ?? 'none');
    if (!isSame(before.current, now)) before.current = now;
    return before.current;
  }, [targets, beat, machines]);
}

/** The worst of these and how many are not well; null for none at all. */
export function worstOf(
  targets: readonly { id: string }[],
  states: RoomStates,
): { worst: MachineState; affected: number } | null {
  if (targets.length === 0) return null;
  let worst: MachineState = 'ok';
  let affected = 0;
  for (const { id } of targets) {
    const state = states.get(id) ?? 'none';
    if (STATE_RANK[state] < STATE_RANK[worst]) worst = state;
    if (STATE_RANK[state] <= STATE_RANK.stale) affected++;
  }
  return { worst, affected };
}

function isSame(one: RoomStates, other: RoomStates): boolean {
  if (one.size !== other.size) return false;
  for (const [id, state] of other) if (one.get(id) !== state) return false;
  return true;
}
