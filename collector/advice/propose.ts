/*
 * A threshold from what was usual. Everything is worked out as if too much were the trouble; for too little the
 * figures are turned round before and after.
 *
 *   usual median ───── usual high ──┬── margin ── warning ──┬── margin ── critical          limit of the unit (percent)
 *                      (of the busier series)                                                            │
 *                                   └────────────── never nearer to it than part of the room that is left ┘
 */

import type { UsualRange } from '#protocol/advice.ts';
import type { Note } from '#protocol/back-test.ts';
import { quantile, type SeriesProfile } from './usual.ts';

/** The high of all but the busiest tenth of the series is what a threshold of the group must stand above. */
const BUSIER = 0.9;
/** Of the way from the usual median to that high. */
const MARGIN = { warning: 0.25, critical: 0.6 };
/** Of the room between that high and the limit of the unit, at most. */
const ROOM = { warning: 0.5, critical: 0.8 };
/** Where less than this part of the scale is left, the limit itself is usual. */
const LEAST_ROOM = 0.01;
/** A series whose high lies as many times the margin beyond the warning is unlike the others. */
const UNLIKE_MARGINS = 1;
/** The least margin, as part of the value itself: where a value hardly moves, nothing else says what is much. */
const LEAST_MARGIN = 0.05;

export type Side = 'above' | 'below';

/** Limits that a unit has by its nature. */
export interface Bounds {
  low: number;
  high: number;
}

export interface Thresholds {
  warning: number;
  critical: number;
  recovery: number;
}

/** Bounds of percentages; undefined for a unit that has none. */
export function boundsOf(unit: string): Bounds | undefined {
  return unit === '%' ? { low: 0, high: 100 } : undefined;
}

/** Thresholds for all of the series together; undefined where the limit of the unit is usual. The reasons say why. */
export function thresholdsFor(
  profiles: readonly SeriesProfile[],
  side: Side,
  bounds: Bounds | undefined,
): { thresholds: Thresholds | undefined; reasons: Note[] } {
  const turned = profiles.map(({ usual }) => turn(usual, side));
  const highs = turned.map(({ high }) => high).sort((a, b) => a - b);
  const medians = turned.map(({ median }) => median).sort((a, b) => a - b);
  const high = quantile(highs, BUSIER);
  const middle = quantile(medians, 0.5);
  const limit = bounds && (side === 'above' ? bounds.high : -bounds.low);
  const scale = bounds ? bounds.high - bounds.low : 0;
  const reasons: Note[] = [
    {
      code: 'usual_high',
      params: { high: shown(high, side), median: shown(middle, side), part: BUSIER * 100 },
    },
  ];
  if (limit !== undefined && limit - high < LEAST_ROOM * scale) {
    reasons.push({ code: 'limit_is_usual', params: { limit: shown(limit, side), high: shown(high, side) } });
    return { thresholds: undefined, reasons };
  }
  const spread = Math.max(
    high - middle,
    LEAST_MARGIN * Math.max(Math.abs(high), Math.abs(middle)),
    tiny(scale),
  );
  const at = (severity: 'warning' | 'critical') => {
    const wanted = high + MARGIN[severity] * spread;
    return limit === undefined ? wanted : Math.min(wanted, high + ROOM[severity] * (limit - high));
  };
  const [warning, critical] = [at('warning'), at('critical')];
  reasons.push({
    code: 'margin',
    params: { warning: MARGIN.warning * 100, critical: MARGIN.critical * 100 },
  });
  if (limit !== undefined && critical < high + MARGIN.critical * spread) {
    reasons.push({ code: 'kept_from_limit', params: { limit: shown(limit, side) } });
  }
  const step = stepOf(critical - high);
  const rounded = (value: number) => shown(Math.round(value / step) * step, side, step);
  return {
    thresholds: {
      warning: rounded(warning),
      critical: rounded(critical),
      recovery: rounded(Math.min(warning, (high + warning) / 2)),
    },
    reasons,
  };
}

/** The series that a threshold of the group does not fit, and what would; the most unlike first. */
export function unlikeOthers<Series extends { profile: SeriesProfile }>(
  series: readonly Series[],
  { warning, critical }: Thresholds,
  side: Side,
  bounds: Bounds | undefined,
): { series: Series; threshold: number }[] {
  const margin = Math.abs(critical - warning) * UNLIKE_MARGINS;
  const beyond = ({ profile }: Series) =>
    turn(profile.usual, side).high - (side === 'above' ? warning : -warning);
  return series
    .filter((each) => beyond(each) > margin)
    .sort((one, other) => beyond(other) - beyond(one))
    .flatMap((each) => {
      const { thresholds } = thresholdsFor([each.profile], side, bounds);
      return thresholds ? [{ series: each, threshold: thresholds.warning }] : [];
    });
}

/** What the week looks like, where it makes a difference. */
export function patternOf(
  profiles: readonly SeriesProfile[],
  { quarter, threeQuarters }: UsualRange,
): Note[] {
  const middle = (field: 'byDay' | 'byNight' | 'weekend') => {
    const known = profiles.map((profile) => profile[field]).filter((value) => !Number.isNaN(value));
    return quantile(
      known.sort((a, b) => a - b),
      0.5,
    );
  };
  const [day, night, weekend] = [middle('byDay'), middle('byNight'), middle('weekend')];
  const spread = threeQuarters - quarter;
  const notes: Note[] = [];
  if (differs(day, night, spread)) notes.push({ code: 'day_and_night', params: { day, night } });
  if (differs(day, weekend, spread)) notes.push({ code: 'weekend', params: { day, weekend } });
  if (notes.length > 0) notes.push({ code: 'deviation_would_fit', params: {} });
  return notes;
}

function differs(one: number, other: number, spread: number): boolean {
  return Math.abs(one - other) > Math.max(spread / 2, 0.1 * Math.abs(one));
}

function turn(usual: UsualRange, side: Side): { median: number; high: number } {
  return side === 'above' ? usual : { median: -usual.median, high: -usual.low };
}

function shown(value: number, side: Side, step?: number): number {
  const turned = side === 'above' ? value : -value;
  // What rounding to a step leaves behind in the last digits.
  return step === undefined ? turned + 0 : Number(turned.toPrecision(12)) + 0;
}

/** A round number that is small beside the distance. */
function stepOf(distance: number): number {
  const power = 10 ** Math.floor(Math.log10(distance / 4));
  const parts = [5, 2, 1].map((digit) => digit * power);
  return parts.find((part) => part <= distance / 4) ?? power;
}

function tiny(scale: number): number {
  return scale > 0 ? scale / 100 : 1e-9;
}
