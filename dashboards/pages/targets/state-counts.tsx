import { MACHINE_STATES, type MachineState } from '../../state/machine-state.ts';
import { useText, useWard } from '../../ui/context.ts';
import { StateMark } from '../../ui/state-mark.tsx';

/** How many machines are how, large enough for the wall; each narrows the list. */
export function StateCountsBar(options: {
  chosen: readonly MachineState[];
  onToggle(state: MachineState): void;
}) {
  const { fleet } = useWard();
  const { words, formats } = useText();
  const counts = fleet.counts.value;
  return (
    <div class="state-counts">
      {MACHINE_STATES.map((state) => (
        <button
          key={state}
          type="button"
          class={`state-count state-${state}${counts[state] === 0 ? ' zero' : ''}`}
          aria-pressed={options.chosen.includes(state)}
          title={words.states.machineHint[state]}
          onClick={() => options.onToggle(state)}
        >
          <StateMark mark={state} />
          <span class="state-count-number">{formats.number(counts[state])}</span>
          <span class="state-count-word">{words.states.machine[state]}</span>
        </button>
      ))}
    </div>
  );
}
