import { MACHINE_STATES } from '../../state/machine-state.ts';
import { routeTo } from '../../state/route.ts';
import { useText, useWard } from '../../ui/context.ts';
import { StateMark } from '../../ui/state-mark.tsx';

/** How many targets are how, large enough to be read from across the room; each leads to those. */
export function StateLinks() {
  const { fleet } = useWard();
  const { words, formats } = useText();
  const counts = fleet.counts.value;
  return (
    <nav class="state-counts" aria-label={words.summary.matrix}>
      {MACHINE_STATES.map((state) => (
        <a
          key={state}
          class={`state-count state-${state}${counts[state] === 0 ? ' zero' : ''}`}
          href={routeTo('targets', { state })}
          title={words.states.machineHint[state]}
        >
          <StateMark mark={state} />
          <span class="state-count-number">{formats.number(counts[state])}</span>
          <span class="state-count-word">{words.states.machine[state]}</span>
        </a>
      ))}
    </nav>
  );
}
