import type { Alert } from '#protocol/alert.ts';
import { sinceMs } from '../../state/alert-book.ts';
import { MACHINE_STATES, STATE_RANK } from '../../state/machine-state.ts';
import { alertRoute, routeTo } from '../../state/route.ts';
import { useText, useWard } from '../../ui/context.ts';
import { StateMark } from '../../ui/state-mark.tsx';
import { StateTag } from '../../ui/tag.tsx';
import { compareParts, type Part, partsOf, rankOf, worstByTarget } from './summarise.ts';
import { useSettled } from './use-settled.ts';

/** What people use and who owns it, worst first: each with its state, its counts and its worst alert. */
export function Affected() {
  const { words } = useText();
  const text = words.summary;
  const { fleet } = useWard();
  const parts = useParts();
  const names = new Map(fleet.byOrganisation.value.map(({ id, name }) => [id, name]));
  const hasSystem = parts.some(({ system }) => system !== undefined);
  return (
    <section class="affected" aria-label={text.systems}>
      <h2 class="hidden-text">{text.systems}</h2>
      <ul class="affected-parts">
        {parts.map((part) => (
          <PartCard
            key={part.key}
            part={part}
            organisation={names.size > 1 ? names.get(part.organisation) : undefined}
          />
        ))}
      </ul>
      {!hasSystem && <NoSystems />}
    </section>
  );
}

/** Parts of all organisations: worst first, among equals what people use first. */
function useParts(): Part[] {
  const { fleet, alerts } = useWard();
  const { all, active } = useSettled(() => ({
    all: fleet.byOrganisation.value,
    active: alerts.active.value,
  }));
  const byTarget = worstByTarget(active);
  const rank = rankOf(active);
  return all
    .flatMap((organisation) => partsOf(organisation, (id) => fleet.machine(id), byTarget, rank))
    .sort(compareParts);
}

function PartCard({ part, organisation }: { part: Part; organisation: string | undefined }) {
  const { words, formats } = useText();
  const text = words.summary;
  const { system, health, alert } = part;
  const name = system !== undefined ? part.name : organisation ? text.othersOf(part.name) : text.others;
  const route = routeTo('targets', system ? { system } : { organisation: part.organisation });
  return (
    <li class={`part part-${health.worst}`}>
      <div class="part-head">
        <StateMark mark={health.worst} label={words.states.machine[health.worst]} />
        <a class="clip" href={route} title={name}>
          {name}
        </a>
        {system !== undefined && organisation && <span class="muted clip part-owner">{organisation}</span>}
      </div>
      <p class="system-counts">
        {MACHINE_STATES.filter((state) => state !== 'ok' && health.counts[state] > 0).map((state) => (
          <span key={state} class={`part-count state-${state}`} title={words.states.machine[state]}>
            <StateMark mark={state} label={words.states.machine[state]} />
            {formats.number(health.counts[state])}
          </span>
        ))}
        <span class="muted">{text.targets(formats.number(health.total))}</span>
      </p>
      {alert && <WorstAlert alert={alert} />}
    </li>
  );
}

function WorstAlert({ alert }: { alert: Alert }) {
  const { clock, fleet, rules } = useWard();
  const { words, formats } = useText();
  const { acknowledged, assigned } = alert;
  const target = fleet.machine(alert.target)?.target.name;
  const who = assigned?.to ?? acknowledged?.by;
  return (
    <p class="part-alert">
      <a class="clip" href={alertRoute(alert.id)}>
        {[rules.name(alert.rule, formats.language), target].filter(Boolean).join(' · ')}
      </a>
      <span class="muted part-since" title={formats.moment(sinceMs(alert))}>
        {formats.age(clock.nowMs.value - sinceMs(alert))}
        {' · '}
        {who ?? words.summary.nobody}
      </span>
    </p>
  );
}

function NoSystems() {
  const { session } = useWard();
  const { words } = useText();
  return (
    <p class="muted no-systems">
      {words.summary.noSystems}{' '}
      {session.can('rules.write') && (
        <a href={routeTo('settings/groups', { add: 'system' })}>{words.summary.makeSystem}</a>
      )}
    </p>
  );
}

/** More names nobody reads in ten seconds. */
const MOST_NAMED = 3;

/** One sentence for who has ten seconds. */
export function Headline() {
  const { fleet } = useWard();
  const { words, formats } = useText();
  const text = words.summary;
  const counts = fleet.counts.value;
  const parts = useParts();
  const worst = MACHINE_STATES.find((state) => counts[state] > 0 && state !== 'none') ?? 'none';
  if (worst === 'ok' || worst === 'none')
    return (
      <div class="headline">
        <StateTag mark="ok" text={text.well} />
        <span class="muted">{text.wellHint(formats.number(fleet.machines.value.length))}</span>
      </div>
    );
  const systems = parts
    .filter(({ system, health }) => system !== undefined && isBad(health.worst))
    .map(({ name }) => name);
  return (
    <div class="headline">
      <StateTag mark={worst} text={systems.length > 0 ? text.affected(formats.list(systems)) : targets()} />
    </div>
  );

  /** Where nobody has named systems, the worst targets themselves. */
  function targets(): string {
    const bad = fleet.machines.value
      .filter(({ state }) => isBad(state))
      .sort((a, b) => STATE_RANK[a.state] - STATE_RANK[b.state]);
    const named = formats.list(bad.slice(0, MOST_NAMED).map(({ target }) => target.name));
    return text.notWell(formats.number(bad.length), bad.length > MOST_NAMED ? text.andMore(named) : named);
  }
}

function isBad(state: string): boolean {
  return state === 'critical' || state === 'warning' || state === 'stale';
}
