import './head-figures.css';
import { useMemo } from 'preact/hooks';
import type { Alert } from '#protocol/alert.ts';
import { limitsFor } from '../../../charts/limits.ts';
import type { Machine } from '../../../state/machine.ts';
import { isStale } from '../../../state/reading.ts';
import { useText, useWard } from '../../../ui/context.ts';
import { markOfState } from '../../../ui/mark-of-state.ts';
import { Meter } from '../../../ui/meter.tsx';
import { StateMark } from '../../../ui/state-mark.tsx';
import { labelText } from '../../../words/alert-text.ts';
import { stateOf } from '../../../words/metric-words.ts';
import { valueText } from '../../../words/value-text.ts';
import { metricTitle } from '../../../words/words.ts';
import type { MachineData } from '../machine-data.ts';
import type { MachineSeries } from '../machine-series.ts';
import type { KeyFigure } from './key-figure.ts';
import { HEAD_FIGURES } from './kinds.ts';
import { type ReadFigure, readFigures } from './read-figure.ts';

/** The figures that matter of this kind, each with its unit, how it is, its limit and its age. */
export function HeadFigures(options: { machine: Machine; data: MachineData; figures: readonly KeyFigure[] }) {
  const { machine, figures } = options;
  const { data } = options.data.shown.value;
  const { words } = useText();
  const read = readFigures(figures, data, HEAD_FIGURES);
  if (read.length === 0) return null;
  return (
    <section class="key-figures" aria-label={words.machine.now}>
      {read.map((each) => (
        <Figure key={`${each.figure.metric} ${each.figure.fold ?? ''}`} machine={machine} read={each} />
      ))}
    </section>
  );
}

function Figure({ machine, read }: { machine: Machine; read: ReadFigure }) {
  const { clock, alerts } = useWard();
  const { words, formats } = useText();
  const { figure, series, all, value, unit, count } = read;
  const { metric, latest } = series;
  const text = words.target;
  const nowMs = clock.knownMs.value;
  const old = isStale(latest, nowMs);
  const state = count || figure.rate ? undefined : stateOf(formats.language, metric, latest.value);
  const mark = state && markOfState(metric, state.word);
  const level = levelOf(read, mark, alerts.active.value, machine.target.id);
  const title = figure.name ? text.names[figure.name] : metricTitle(words, metric);
  const shown = count
    ? text.figures.upOf(formats.number(count.part), formats.number(count.whole))
    : figure.rate
      ? formats.value(Number.isNaN(value) ? null : value, unit)
      : valueText(formats, metric, unit, value);
  // Where there is only one, saying which one tells nothing; of a count none is meant.
  const which = all > 1 && !count ? labelText(series.labels, words) : '';
  const limit = useLimitText(machine, read);
  return (
    <div class={`key-figure panel ${old ? 'old' : 'fresh'}`} data-level={level}>
      <h2 title={title}>
        <span class="clip">{title}</span>
      </h2>
      <p class={`plate-value cell-number ${level}${widthOf(shown) > MOST_WIDE ? ' long' : ''}`} title={shown}>
        {mark ? <StateMark mark={mark} /> : level !== 'calm' && <StateMark mark={level} />} {shown}
      </p>
      {unit === '%' && !count && <Meter percent={value} level={level} />}
      <div class="key-foot muted">
        {which && (
          <span class="clip key-which" title={which}>
            {which}
          </span>
        )}
        {limit && <span class="key-limit">{limit}</span>}
        <span class={old ? 'key-age plate-age' : 'key-age'} title={formats.full(latest.timeMs)}>
          {(old ? text.figures.stale : text.figures.age)(formats.age(Math.max(0, nowMs - latest.timeMs)))}
        </span>
      </div>
    </div>
  );
}

/** The limits that rules set here, otherwise those that the device gives. */
function useLimitText(machine: Machine, { series, figure, count, unit }: ReadFigure): string {
  const { rules } = useWard();
  const { words, formats } = useText();
  const { id: target, organisation } = machine.target;
  const entries = rules.entries.value;
  const others = rules.thresholds.value;
  const values = useMemo(() => {
    if (count || figure.rate) return [];
    const shown = [{ target, organisation, metric: series.metric, labels: series.labels }];
    const all = entries.map(({ rule }) => rule);
    return [...new Set(limitsFor(all, shown, others).map(({ value }) => value))].sort((a, b) => a - b);
  }, [entries, others, series, figure, target]);
  const { high, low, criticalHigh } = series.limits ?? {};
  const own = [low, high ?? criticalHigh].filter((each) => each !== undefined);
  if (stateOf('en', series.metric, series.latest.value) || count) return '';
  const texts = (values.length > 0 ? values.slice(0, 2) : own).map((each) => formats.limit(each, unit));
  return texts.length === 0 ? '' : words.target.figures.threshold(texts.join(' / '));
}

/** As many letters stand in a plate in the large size; Chinese ones are twice as wide. */
const MOST_WIDE = 9;

function widthOf(text: string): number {
  return [...text].reduce((sum, letter) => sum + (letter > '\u2e80' ? 2 : 1), 0);
}

type Level = 'calm' | 'warning' | 'critical';

/** What fires on it says how bad it is; then the state that it is in; then the limits of the device itself. */
function levelOf(
  { series, count, figure }: ReadFigure,
  mark: string | undefined,
  active: readonly Alert[],
  target: string,
): Level {
  const own = active.find(
    (alert) =>
      alert.state === 'firing' && alert.target === target && isOf(alert, series, count !== undefined),
  );
  if (own && own.severity !== 'info') return own.severity;
  if (mark === 'critical' || mark === 'warning') return mark;
  if (count) return figure.fold === 'ill' && count.part > 0 ? 'warning' : 'calm';
  return figure.rate ? 'calm' : levelBy(series);
}

function isOf(alert: Alert, { metric, labels }: MachineSeries, anySeries: boolean): boolean {
  if (alert.metric !== metric) return false;
  return anySeries || Object.entries(alert.labels).every(([name, value]) => labels[name] === value);
}

function levelBy({ latest: { value }, limits }: MachineSeries): Level {
  if (!limits) return 'calm';
  const { low = -Infinity, high = Infinity, criticalLow = -Infinity, criticalHigh = Infinity } = limits;
  if (value >= criticalHigh || value <= criticalLow) return 'critical';
  return value >= high || value <= low ? 'warning' : 'calm';
}
