import { isStale } from '../../state/reading.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Meter } from '../../ui/meter.tsx';
import { StateMark } from '../../ui/state-mark.tsx';
import { stateOf } from '../../words/metric-words.ts';
import { metricTitle } from '../../words/words.ts';
import type { MachineData, MachineSeries } from '../machine/machine-data.ts';
import { KEY_FIGURES, MOST_KEY_FIGURES } from './device-metrics.ts';
import { markOfState, rankOfMark } from './state-marks.ts';
import { labelsText, valueText } from './value-text.ts';

/** The figures of this moment, readable from across the room: of several series the worst one. */
export function DevicePlates(options: { data: MachineData }) {
  const { data } = options.data.shown.value;
  const { words } = useText();
  const figures = KEY_FIGURES.map((metric) => worstOf(data.of(metric))).filter(
    (series) => series !== undefined,
  );
  if (figures.length === 0) return null;
  return (
    <section class="plates" aria-label={words.machine.now}>
      {figures.slice(0, MOST_KEY_FIGURES).map((series) => (
        <Plate key={series.metric} series={series} />
      ))}
    </section>
  );
}

function Plate({ series }: { series: MachineSeries }) {
  const { clock } = useWard();
  const { words, formats } = useText();
  const { metric, unit, latest, limits } = series;
  const nowMs = clock.knownMs.value;
  const old = isStale(latest, nowMs);
  const state = stateOf(formats.language, metric, latest.value);
  const mark = state && markOfState(metric, state.word);
  const level = mark === 'critical' || mark === 'warning' ? mark : levelBy(series);
  return (
    <div class={`plate panel ${old ? 'old' : 'fresh'}`}>
      <h2>
        <span class="clip">{metricTitle(words, metric)}</span>
        {old && <span class="plate-age">{words.machine.staleValue(formats.age(nowMs - latest.timeMs))}</span>}
      </h2>
      <p class={`plate-value cell-number ${level}`}>
        {mark && <StateMark mark={mark} />} {valueText(formats, series)}
      </p>
      <div class="plate-foot">
        {unit === '%' && <Meter percent={latest.value} level={level} />}
        <span class="muted clip">
          {labelsText(series)}
          {limits?.high !== undefined && ` ${words.device.limitHigh(formats.limit(limits.high, unit))}`}
        </span>
      </div>
    </div>
  );
}

/** By the limits that the device itself gives; what rules say is told by alerts. */
function levelBy({ latest: { value }, limits }: MachineSeries): 'calm' | 'warning' | 'critical' {
  if (!limits) return 'calm';
  const { low = -Infinity, high = Infinity, criticalLow = -Infinity, criticalHigh = Infinity } = limits;
  if (value >= criticalHigh || value <= criticalLow) return 'critical';
  return value >= high || value <= low ? 'warning' : 'calm';
}

/** Of charge and time left the least is the worst, of everything else the most. */
const LESS_IS_WORSE = /charge|runtime|margin|uptime/;

function worstOf(all: readonly MachineSeries[]): MachineSeries | undefined {
  const read = all.filter(({ latest }) => !Number.isNaN(latest.value));
  return read.reduce<MachineSeries | undefined>((worst, series) => {
    if (!worst) return series;
    return badness(series) > badness(worst) ? series : worst;
  }, undefined);
}

function badness({ metric, latest }: MachineSeries): number {
  const state = stateOf('en', metric, latest.value);
  if (state) return -rankOfMark(markOfState(metric, state.word));
  return LESS_IS_WORSE.test(metric) ? -latest.value : latest.value;
}
