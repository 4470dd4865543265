import type { Figure, Shown } from '../../state/machine.ts';
import { isStale } from '../../state/reading.ts';
import { DEVICE_FIGURES } from '../../state/sinks.ts';
import { useText, useWard } from '../../ui/context.ts';
import { markOfState } from '../../ui/mark-of-state.ts';
import { StateMark } from '../../ui/state-mark.tsx';
import { stateOf } from '../../words/metric-words.ts';
import { valueText } from '../../words/value-text.ts';
import { metricTitle } from '../../words/words.ts';
import { levelOf } from '../overview/level.ts';

/** The figures of a device that say most, at most so many. */
export function figuresOf({ machine }: Shown, most: number): Figure[] {
  return DEVICE_FIGURES.flatMap((metric) => machine.figures.get(metric) ?? []).slice(0, most);
}

/** What says how a device is: in place of the columns of a host, or beside those that it has too. */
export function DeviceFigures({ shown, beside }: { shown: Shown; beside: boolean }) {
  const { clock } = useWard();
  const { words } = useText();
  const nowMs = clock.knownMs.peek();
  return (
    <span class={`cell-figures${beside ? ' beside' : ''}`}>
      {figuresOf(shown, beside ? 2 : 4).map((figure) => (
        <span
          key={figure.metric}
          class={`figure ${isStale(figure.reading, nowMs) ? 'old' : 'fresh'}`}
          title={metricTitle(words, figure.metric)}
        >
          <span class="muted clip">{metricTitle(words, figure.metric)}</span>
          <FigureValue shown={shown} figure={figure} />
        </span>
      ))}
    </span>
  );
}

/** A figure as text, coloured by what fires on it or by the condition that it stands for. */
export function FigureValue({ shown: { machine }, figure }: { shown: Shown; figure: Figure }) {
  const { formats } = useText();
  const { metric, unit, reading } = figure;
  const state = stateOf(formats.language, metric, reading.value);
  const mark = state && markOfState(metric, state.word);
  const fires = levelOf(machine, metric);
  const level = fires === 'calm' && (mark === 'critical' || mark === 'warning') ? mark : fires;
  return (
    <span class={`cell-number ${level}`}>
      {mark && mark !== 'ok' && <StateMark mark={mark} />} {valueText(formats, metric, unit, reading.value)}
    </span>
  );
}
