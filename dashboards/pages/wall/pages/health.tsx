import { useText, useWard } from '../../../ui/context.ts';
import { HealthMatrix } from '../../../ui/health-matrix/health-matrix.tsx';
import { StateMark } from '../../../ui/state-mark.tsx';
import { type HealthPart, healthParts } from '../health-parts.ts';
import { Tile, useJudgedSource } from '../tile.tsx';
import { useFitting } from '../use-fitting.ts';

/** More than fit on any screen. */
const ROWS = 20;

/** What is affected: systems or organisations worst first, and beside them every target as a field. */
export function HealthPage() {
  const { fleet } = useWard();
  const { words, formats } = useText();
  const text = words.wall;
  const source = useJudgedSource();
  // States change in place; the number of the settling says when.
  const settled = fleet.settled.value;
  const machines = fleet.machines.value;
  const organisations = fleet.organisations.value;
  const { by, parts } = healthParts(fleet, organisations, (kind) => kindText(words, kind), settled);
  const { list, fitting } = useFitting(Math.min(ROWS, parts.length));
  const title = by === 'system' ? text.systems : by === 'organisation' ? text.organisations : text.kinds;
  return (
    <div class="wall-health">
      <Tile
        name="parts"
        title={title}
        source={source}
        note={parts.length > fitting ? text.moreRows(formats.number(parts.length - fitting)) : null}
      >
        <ul class="wall-parts" ref={list}>
          {parts.slice(0, ROWS).map((part) => (
            <Part key={part.id} part={part} />
          ))}
        </ul>
      </Tile>
      <Tile name="matrix" title={text.allTargets(formats.number(machines.length))} source={source}>
        <HealthMatrix
          machines={machines}
          label={text.allTargets(formats.number(machines.length))}
          size="wall"
        />
      </Tile>
    </div>
  );
}

function Part({ part: { name, state, bad, all } }: { part: HealthPart }) {
  const { words, formats } = useText();
  const text = words.wall;
  return (
    <li class={`wall-part wall-is-${state}`}>
      <StateMark mark={state} label={words.states.machine[state]} />
      <strong class="clip">{name}</strong>
      <span class={bad > 0 ? `state-${state}` : 'muted'}>
        {bad > 0
          ? text.affected(formats.number(bad), formats.number(all))
          : text.allWell(formats.number(all))}
      </span>
    </li>
  );
}

function kindText(words: ReturnType<typeof useText>['words'], kind: string): string {
  return (words.states.kind as Record<string, string>)[kind] ?? kind;
}
