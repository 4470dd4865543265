import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { arrange, type FleetFilter, type FleetSort, sameOrder } from '../../state/fleet-order.ts';
import type { Machine } from '../../state/machine.ts';
import { useText, useWard } from '../../ui/context.ts';

/** Orders by values are renewed this seldom: rows that jump about cannot be read. */
const RESORT_EVERY_MS = 5_000;
/** Nothing moves away from under a pointer that was just moved. */
const HOLD_MS = 2_500;

/** The machines to show in order, renewed as states and values change; `hold` keeps it still for a moment. */
export function useFleetOrder(filter: FleetFilter, sort: FleetSort): { machines: Machine[]; hold(): void } {
  const { fleet } = useWard();
  const { formats } = useText();
  const heldAtMs = useRef(0);
  const arrangedAtMs = useRef(0);
  const compareNames = useMemo(
    () => new Intl.Collator(formats.language, { numeric: true }).compare,
    [formats.language],
  );
  const [machines, setMachines] = useState<Machine[]>([]);

  useEffect(() => {
    function renew(): void {
      arrangedAtMs.current = Date.now();
      const next = arrange(fleet.machines.peek(), filter, sort, compareNames);
      setMachines((before) => (sameOrder(before, next) ? before : next));
    }
    renew();
    const isHeld = () => Date.now() - heldAtMs.current < HOLD_MS;
    const unsettled = fleet.settled.subscribe(() => {
      if (!isHeld()) renew();
    });
    const byValue = sort !== 'worst' && sort !== 'name';
    // What came while it was held, and values, which change without anything being settled.
    const timer = setInterval(() => {
      if (!isHeld() && (byValue || arrangedAtMs.current < heldAtMs.current)) renew();
    }, RESORT_EVERY_MS);
    const unlisted = fleet.machines.subscribe(renew);
    return () => {
      clearInterval(timer);
      unsettled();
      unlisted();
    };
  }, [fleet, filter, sort, compareNames]);

  return {
    machines,
    hold: () => {
      heldAtMs.current = Date.now();
    },
  };
}
