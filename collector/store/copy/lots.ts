import type { PlannedUnit } from './copy-plan.ts';
import { LANES, type Lane } from './lanes.ts';

/** A part of time; `fromMs` included, `toMs` excluded. */
export interface Span {
  fromMs: number;
  toMs: number;
}

/** Units of one lane and time that are read, written and verified together. */
export interface Lot {
  lane: Lane;
  dayMs: number;
  units: PlannedUnit[];
  samples: number;
  /** Its time in so many pieces; more than one where a single target has more samples than a lot may have. */
  slices: Span[];
}

/** Cuts units into lots of about so many samples. */
export function* lotsOf(units: readonly PlannedUnit[], samples: number): Generator<Lot> {
  let own: PlannedUnit[] = [];
  let sum = 0;
  for (const unit of units) {
    if (own.length > 0 && (!areTogether(own[0], unit) || sum + unit.samples > samples)) {
      yield lotOf(own, sum, samples);
      own = [];
      sum = 0;
    }
    own.push(unit);
    sum += unit.samples;
  }
  if (own.length > 0) yield lotOf(own, sum, samples);
}

function areTogether(a: PlannedUnit, b: PlannedUnit): boolean {
  return a.lane === b.lane && a.dayMs === b.dayMs && a.toMs === b.toMs;
}

function lotOf(units: PlannedUnit[], sum: number, samples: number): Lot {
  const [{ lane, dayMs, toMs }] = units;
  const { pieceMs } = LANES[lane];
  const pieces = Math.ceil((toMs - dayMs) / pieceMs);
  const count = Math.min(pieces, Math.max(1, Math.ceil(sum / samples)));
  const widthMs = Math.ceil(pieces / count) * pieceMs;
  const slices: Span[] = [];
  for (let fromMs = dayMs; fromMs < toMs; fromMs += widthMs) {
    slices.push({ fromMs, toMs: Math.min(toMs, fromMs + widthMs) });
  }
  return { lane, dayMs, units, samples: sum, slices };
}
