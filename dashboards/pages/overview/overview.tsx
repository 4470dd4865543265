import './overview.css';
import './first-level.css';
import { useText, useWard } from '../../ui/context.ts';
import { Loading } from '../../ui/empty.tsx';
import { HealthMatrix } from '../../ui/health-matrix/health-matrix.tsx';
import { Affected, Headline } from './affected.tsx';
import { FirstSteps, MOST_OF_BEGINNERS } from './first-steps.tsx';
import { LastHour } from './last-hour.tsx';
import { NoMachines } from './no-machines.tsx';
import { OpenAlerts } from './open-alerts.tsx';
import { RoomsGlance } from './room-glance.tsx';
import { StateLinks } from './state-links.tsx';

/** Is anything wrong, what, since when, because of what, and who has it: without a click. */
export function Overview() {
  const { fleet } = useWard();
  const { words, formats } = useText();
  const machines = fleet.machines.value;
  // The collector watches itself from the first moment: somebody with nothing else has nothing yet.
  const watched = machines.filter(({ target }) => target.kind !== 'collector').length;

  if (!fleet.known.value) return <Loading />;
  if (watched === 0) return <NoMachines />;
  return (
    <div class="page overview">
      <h1 class="hidden-text">{words.overview.title}</h1>
      <Headline />
      <StateLinks />
      {watched <= MOST_OF_BEGINNERS && <FirstSteps />}
      <Affected />
      <div class="overview-columns">
        <div class="overview-column">
          <OpenAlerts />
          <section class="panel card everything">
            <h2>{words.summary.matrix}</h2>
            <div class="card-body">
              <HealthMatrix
                machines={machines}
                label={words.overview.machines(formats.number(machines.length))}
              />
            </div>
          </section>
        </div>
        <div class="overview-column">
          <RoomsGlance />
          <LastHour />
        </div>
      </div>
    </div>
  );
}
