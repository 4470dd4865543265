import { isStale } from '../../state/reading.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Meter } from '../../ui/meter.tsx';
import { StateMark } from '../../ui/state-mark.tsx';
import { labelText } from '../../words/alert-text.ts';
import { stateOf } from '../../words/metric-words.ts';
import { valueText } from '../../words/value-text.ts';
import { metricTitle } from '../../words/words.ts';
import type { MachineData, MachineSeries } from '../machine/machine-data.ts';
import { KEY_FIGURES, MOST_KEY_FIGURES } from './device-metrics.ts';
import { markOfState, rankOfMark } from './state-marks.ts';

/** The figures of this moment, readable from across the room: of several series the worst one. */
export function DevicePlates(options: { data: MachineData }) {
  const { data } = options.data.shown.value;
  const { words } = useText();
  const figures = KEY_FIGURES.flatMap((metric) => {
    const all = data.of(metric);
    const series = worstOf(all);
    if (series && isFarOff(series)) return [];
    return series ? [{ series, isOneOfMany: all.length > 1 }] : [];
  });
  if (figures.length === 0) return null;
  return (
    <section class="plates" aria-label={words.machine.now}>
      {figures.slice(0, MOST_KEY_FIGURES).map(({ series, isOneOfMany }) => (
        <Plate key={series.metric} series={series} isOneOfMany={isOneOfMany} />
      ))}
    </section>
  );
}

function Plate({ series, isOneOfMany }: { series: MachineSeries; isOneOfMany: boolean }) {
  const { clock } = useWard();
  const { words, formats } = useText();
  const { metric, unit, latest, limits } = series;
  const nowMs = clock.knownMs.value;
  const old = isStale(latest, nowMs);
  const state = stateOf(formats.language, metric, latest.value);
  const mark = state && markOfState(metric, state.word);
  const level = mark === 'critical' || mark === 'warning' ? mark : levelOf(series);
  const text = valueText(formats, metric, unit, latest.value);
  const title = metricTitle(words, metric);
  // Where there is only one, saying which one tells nothing.
  const foot = [
    isOneOfMany && labelText(series.labels, words),
    limits?.high !== undefined && words.device.limitHigh(formats.limit(limits.high, unit)),
  ].filter(Boolean);
  return (
    <div class={`plate panel ${old ? 'old' : 'fresh'}`}>
      <h2>
        <span class="clip" title={title}>
          {title}
        </span>
        {old && <span class="plate-age">{words.machine.staleValue(formats.age(nowMs - latest.timeMs))}</span>}
      </h2>
      <p class={`plate-value cell-number ${level}${widthOf(text) > MOST_WIDE ? ' long' : ''}`} title={text}>
        {mark && <StateMark mark={mark} />} {text}
      </p>
      <div class="plate-foot">
        {unit === '%' && <Meter percent={latest.value} level={level} />}
        <span class="muted clip" title={foot.join(' ')}>
          {foot.join(' · ')}
        </span>
      </div>
    </div>
  );
}

/** As many letters stand in a plate in the large size; Chinese ones are twice as wide. */
const MOST_WIDE = 9;

function widthOf(text: string): number {
  return [...text].reduce((sum, letter) => sum + (letter > '\u2e80' ? 2 : 1), 0);
}

function levelOf(series: MachineSeries): 'calm' | 'warning' | 'critical' {
  if (series.metric === 'certificate.days_left') return series.latest.value < 7 ? 'critical' : 'calm';
  return levelBy(series);
}

/** By the limits that the device itself gives; what rules say is told by alerts. */
function levelBy({ latest: { value }, limits }: MachineSeries): 'calm' | 'warning' | 'critical' {
  if (!limits) return 'calm';
  const { low = -Infinity, high = Infinity, criticalLow = -Infinity, criticalHigh = Infinity } = limits;
  if (value >= criticalHigh || value <= criticalLow) return 'critical';
  return value >= high || value <= low ? 'warning' : 'calm';
}

/** Of charge and time left the least is the worst, of everything else the most. */
const LESS_IS_WORSE = /charge|runtime|margin|uptime|days_left|days_until_full|hit_percent/;

/** A space that is full in a year or later is no figure of this moment. */
function isFarOff({ metric, latest }: MachineSeries): boolean {
  return metric.endsWith('days_until_full') && latest.value >= 365;
}

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
