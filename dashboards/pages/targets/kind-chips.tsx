import { countKinds } from '../../state/fleet-order.ts';
import type { Machine } from '../../state/machine.ts';
import { useText, useWard } from '../../ui/context.ts';
import { StateMark } from '../../ui/state-mark.tsx';
import { kindText } from '../../words/words.ts';

/** The kinds of what is watched, with how many there are; each narrows the list. Not shown where there is only one. */
export function KindChips(options: { chosen: readonly string[]; onToggle(kind: string): void }) {
  const { fleet } = useWard();
  const { words, formats } = useText();
  const { machines } = settled(fleet.settled.value, fleet.machines.value);
  const kinds = countKinds(machines, Object.keys(words.states.kind));
  if (kinds.length < 2 && options.chosen.length === 0) return null;
  return (
    <fieldset class="kind-chips" aria-label={words.overview.kinds}>
      {kinds.map(({ kind, count, worst }) => (
        <button
          key={kind}
          type="button"
          class="chip"
          aria-pressed={options.chosen.includes(kind)}
          onClick={() => options.onToggle(kind)}
        >
          {worst !== 'ok' && <StateMark mark={worst} label={words.states.machine[worst]} />}
          {kindText(words, kind)} <span class="chip-count">{formats.number(count)}</span>
        </button>
      ))}
    </fieldset>
  );
}

/** States change in place: the count of settlings says when to look again. */
function settled(_count: number, machines: readonly Machine[]) {
  return { machines };
}
