import './overview.css';
import { useText, useWard } from '../../ui/context.ts';
import { Empty, Loading } from '../../ui/empty.tsx';
import { FleetList } from './fleet-list.tsx';
import { FleetTiles } from './fleet-tiles.tsx';
import { KindChips } from './kind-chips.tsx';
import { NoMachines } from './no-machines.tsx';
import { StateCountsBar } from './state-counts.tsx';
import { Toolbar } from './toolbar.tsx';
import { useFleetOrder } from './use-fleet-order.ts';
import { useOverviewChoices } from './use-overview-choices.ts';

/** All machines at a glance, worst first. */
export function Overview() {
  const { fleet } = useWard();
  const { words, formats } = useText();
  const choices = useOverviewChoices();
  const { machines, hold } = useFleetOrder(choices.filter, choices.sort);
  const all = fleet.machines.value.length;
  // The collector watches itself from the first moment: somebody with nothing else has nothing yet.
  const watched = fleet.machines.value.some(({ target }) => target.kind !== 'collector');
  const truncatedAt = fleet.truncatedAt.value;

  if (!fleet.known.value) return <Loading />;
  if (!watched) return <NoMachines />;
  return (
    <div class="page overview">
      <h1 class="hidden-text">{words.overview.title}</h1>
      <StateCountsBar chosen={choices.filter.states} onToggle={choices.toggleState} />
      <KindChips chosen={choices.filter.kinds} onToggle={choices.toggleKind} />
      <Toolbar choices={choices} shown={machines.length} all={all} />
      {truncatedAt !== null && (
        <p class="note" role="status">
          {words.overview.truncated(formats.number(truncatedAt))}
        </p>
      )}
      {machines.length === 0 ? (
        <Empty title={words.overview.noMatch}>
          <button type="button" class="link" onClick={choices.clear}>
            {words.overview.clearFilter}
          </button>
        </Empty>
      ) : (
        <div onPointerMove={hold}>
          {choices.view === 'list' ? <FleetList machines={machines} /> : <FleetTiles machines={machines} />}
        </div>
      )}
    </div>
  );
}
