import type { Shown } from '../../state/machine.ts';
import { isStale } from '../../state/reading.ts';
import { DEVICE_FIGURES } from '../../state/sinks.ts';
import { useText, useWard } from '../../ui/context.ts';
import { stateOf } from '../../words/metric-words.ts';
import { metricTitle } from '../../words/words.ts';
import { levelOf } from './level.ts';

const MOST = 4;

/** What says how a device is, in place of the columns of a host. */
export function DeviceFigures({ shown: { machine } }: { shown: Shown }) {
  const { clock } = useWard();
  const { words, formats } = useText();
  const figures = DEVICE_FIGURES.flatMap((metric) => machine.figures.get(metric) ?? []).slice(0, MOST);
  return (
    <span class="cell-figures">
      {figures.map(({ metric, unit, reading }) => (
        <span key={metric} class={`figure ${isStale(reading, clock.knownMs.peek()) ? 'old' : 'fresh'}`}>
          <span class="muted clip">{metricTitle(words, metric)}</span>
          <span class={`cell-number ${levelOf(machine, metric)}`}>
            {stateOf(formats.language, metric, reading.value)?.text ??
              formats.value(Number.isNaN(reading.value) ? null : reading.value, unit)}
          </span>
        </span>
      ))}
    </span>
  );
}
