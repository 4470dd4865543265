import { markOfState, rankOfMark } from '../../../ui/mark-of-state.ts';
import { stateOf } from '../../../words/metric-words.ts';
import { unitOfSeries } from '../../../words/unit.ts';
import type { MachineData } from '../machine-data.ts';
import type { MachineSeries } from '../machine-series.ts';
import { inner } from '../panels.ts';
import type { KeyFigure } from './key-figure.ts';

/** A figure of this moment. */
export interface ReadFigure {
  figure: KeyFigure;
  /** The series that counts, and how many it was chosen from. */
  series: MachineSeries;
  all: number;
  value: number;
  unit: string;
  /** Of a count: how many of all. */
  count?: { part: number; whole: number };
}

/** Reads a figure; undefined for what a target does not tell. */
export function readFigure(figure: KeyFigure, data: Pick<MachineData, 'of'>): ReadFigure | undefined {
  const { metric, only, outer, rate, fold = 'worst' } = figure;
  const told = data.of(metric).filter(({ labels, latest }) => {
    if (only && labels[only.label] !== undefined && labels[only.label] !== only.value) return false;
    return !(outer && inner(labels)) && !Number.isNaN(latest.value);
  });
  if (told.length === 0) return undefined;
  const read = (series: MachineSeries) =>
    rate ? (series.rate?.rate ?? Number.NaN) * rate.factor : series.latest.value;
  const series = chosen(told, fold, read);
  const unit = rate?.unit ?? unitOfSeries(series.unit, metric);
  const figured = { figure, series, all: told.length, value: read(series), unit };
  if (fold === 'up' || fold === 'ill') {
    const good = told.filter(({ latest }) => isGood(metric, latest.value)).length;
    return {
      ...figured,
      unit: '1',
      value: fold === 'up' ? good : told.length - good,
      count: { part: fold === 'up' ? good : told.length - good, whole: told.length },
    };
  }
  // A space that is full in a year or later is no figure of this moment.
  if (metric.endsWith('days_until_full') && figured.value >= 365) return undefined;
  return figured;
}

/** The first so many that a target tells. */
export function readFigures(
  figures: readonly KeyFigure[],
  data: Pick<MachineData, 'of'>,
  most: number,
): ReadFigure[] {
  const found: ReadFigure[] = [];
  for (const figure of figures) {
    if (found.length >= most) break;
    const read = readFigure(figure, data);
    if (read && !found.some((each) => isSame(each.figure, figure))) found.push(read);
  }
  return found;
}

function isSame(one: KeyFigure, other: KeyFigure): boolean {
  return one.metric === other.metric && one.fold === other.fold;
}

/** Both ports and parts count up from the best. */
function isGood(metric: string, value: number): boolean {
  const state = stateOf('en', metric, value);
  return state ? state.word === 'ok' || state.word === 'up' || state.word === 'on' : value === 0;
}

/** Of charge and time left the least is the worst, of everything else the most. */
const LESS_IS_WORSE = /charge|runtime|margin|uptime|days_left|days_until_full|hit_percent/;

function chosen(
  told: readonly MachineSeries[],
  fold: NonNullable<KeyFigure['fold']>,
  read: (series: MachineSeries) => number,
): MachineSeries {
  const weight = (series: MachineSeries): number => {
    const value = read(series);
    if (Number.isNaN(value)) return Number.NEGATIVE_INFINITY;
    if (fold === 'most') return value;
    if (fold === 'least') return -value;
    const state = stateOf('en', series.metric, series.latest.value);
    if (state) return -rankOfMark(markOfState(series.metric, state.word));
    return LESS_IS_WORSE.test(series.metric) ? -value : value;
  };
  return told.reduce((worst, series) => (weight(series) > weight(worst) ? series : worst));
}
