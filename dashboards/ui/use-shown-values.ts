import { useEffect, useMemo } from 'preact/hooks';
import { ShownValues } from '../state/shown-values.ts';
import { useWard } from './context.ts';

/** Has the values of these machines come for as long as the component shows them; ids may change with every scroll. */
export function useShownValues(ids: readonly string[]): void {
  const { fleet, live, api, clock } = useWard();
  const shown = useMemo(
    () => new ShownValues({ fleet, live, api, now: () => clock.now() }),
    [fleet, live, api, clock],
  );
  useEffect(() => () => shown.end(), [shown]);
  // Machines that were not listed yet can be watched once they are.
  const known = fleet.known.value;
  useEffect(() => {
    if (known) shown.show(ids);
  }, [shown, known, ids.join()]);
}
