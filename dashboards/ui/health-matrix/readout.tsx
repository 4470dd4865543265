import { sinceMs } from '../../state/alert-book.ts';
import type { Machine } from '../../state/machine.ts';
import type { MachineState } from '../../state/machine-state.ts';
import { shownKind } from '../../state/target-kind.ts';
import { kindText, type Words } from '../../words/words.ts';
import { useText, useWard } from '../context.ts';
import { StateTag } from '../tag.tsx';

/** What is said of one target: who it is, how it is, since when, and because of what. */
export interface MatrixReadout {
  name: string;
  state: MachineState;
  /** Kind, address, what fires. */
  facts: string;
  since: string;
}

/** As it is now; follows the clock only while there is a machine. */
export function useReadout(machine: Machine | undefined): MatrixReadout | undefined {
  const { alerts, rules, clock } = useWard();
  const { words, formats } = useText();
  if (!machine) return undefined;
  const { target, state } = machine.shown.value.machine;
  const worst = alerts.active.value.find(
    (alert) => alert.target === target.id && alert.state === 'firing' && !alert.because,
  );
  const beganMs =
    worst && worst.severity === state ? sinceMs(worst) : state === 'stale' ? machine.newestMs : Number.NaN;
  const facts = [
    kindText(words, shownKind(target)),
    target.address,
    worst && rules.name(worst.rule, formats.language),
  ];
  return {
    name: target.name,
    state,
    facts: facts.filter(Boolean).join(' · '),
    since: Number.isNaN(beganMs) ? '' : formats.age(clock.knownMs.value - beganMs),
  };
}

/** One line of words of it, for those who do not see the picture. */
export function readoutText(words: Words, readout: MatrixReadout | undefined): string {
  if (!readout) return '';
  const { name, state, since, facts } = readout;
  return [name, words.states.machine[state], since, facts].filter(Boolean).join(', ');
}

/** The line below the squares; keeps its place while nothing is pointed at. */
export function Readout({ readout }: { readout: MatrixReadout | undefined }) {
  const { words } = useText();
  return (
    <p class="matrix-readout" aria-hidden="true">
      {readout ? (
        <>
          <StateTag mark={readout.state} text={words.states.machine[readout.state]} />
          <strong class="clip">{readout.name}</strong>
          {readout.since && <span class="matrix-since">{readout.since}</span>}
          <span class="muted clip">{readout.facts}</span>
        </>
      ) : (
        <span class="muted">{words.overview.matrixHint}</span>
      )}
    </p>
  );
}
