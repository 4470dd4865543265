import './targets.css';
import { useMemo } from 'preact/hooks';
import type { Machine } from '../../state/machine.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Empty, Loading } from '../../ui/empty.tsx';
import { HealthMatrix } from '../../ui/health-matrix/health-matrix.tsx';
import { NoMachines } from '../overview/no-machines.tsx';
import { FleetList } from './fleet-list.tsx';
import { FleetTiles } from './fleet-tiles.tsx';
import { KindChips } from './kind-chips.tsx';
import { StateCountsBar } from './state-counts.tsx';
import { Toolbar } from './toolbar.tsx';
import { useFleetOrder } from './use-fleet-order.ts';
import { useSortedValues } from './use-sorted-values.ts';
import { useTargetChoices, type View } from './use-target-choices.ts';

/** All targets, worst first: as a list, as plates, or as a field of squares. */
export function Targets() {
  const { fleet } = useWard();
  const { words, formats } = useText();
  const choices = useTargetChoices();
  const { system } = choices.filter;
  const members = fleet.systems.value.find(({ id }) => id === system)?.targets;
  const filter = useMemo(
    () => ({ ...choices.filter, members: system ? new Set(members) : undefined }),
    [choices, system, members],
  );
  const { machines, hold } = useFleetOrder(filter, choices.sort);
  useSortedValues(choices.sort);
  const all = fleet.machines.value.length;
  // The collector watches itself from the first moment: somebody with nothing else has nothing yet.
  const watched = fleet.machines.value.some(({ target }) => target.kind !== 'collector');

  if (!fleet.known.value) return <Loading />;
  if (!watched) return <NoMachines />;
  return (
    <div class="page targets">
      <h1 class="hidden-text">{words.shell.pages.targets}</h1>
      <StateCountsBar chosen={choices.filter.states} onToggle={choices.toggleState} />
      <KindChips chosen={choices.filter.kinds} onToggle={choices.toggleKind} />
      <Toolbar choices={choices} shown={machines.length} all={all} />
      <Cuts />
      {machines.length === 0 ? (
        <Empty title={words.overview.noMatch}>
          <button type="button" class="link" onClick={choices.clear}>
            {words.overview.clearFilter}
          </button>
        </Empty>
      ) : (
        <div onPointerMove={hold}>
          <Shown view={choices.view} machines={machines} label={formats.number(machines.length)} />
        </div>
      )}
    </div>
  );
}

function Shown({ view, machines, label }: { view: View; machines: readonly Machine[]; label: string }) {
  const { words } = useText();
  switch (view) {
    case 'list':
      return <FleetList machines={machines} />;
    case 'tiles':
      return <FleetTiles machines={machines} />;
    case 'matrix':
      return <HealthMatrix machines={machines} label={words.overview.machines(label)} />;
  }
}

/** Says what is left out because there is too much. */
function Cuts() {
  const { fleet } = useWard();
  const { words, formats } = useText();
  const series = fleet.truncatedAt.value;
  const targets = fleet.listTruncatedAt.value;
  return (
    <>
      {targets !== null && (
        <p class="note" role="status">
          {words.overview.listTruncated(formats.number(targets))}
        </p>
      )}
      {series !== null && (
        <p class="note" role="status">
          {words.overview.truncated(formats.number(series))}
        </p>
      )}
    </>
  );
}
