import { DAY_MS, type PlannedUnit } from './copy-plan.ts';

/** Units of one day that are read, written and verified together. */
export interface Lot {
  dayMs: number;
  units: PlannedUnit[];
  samples: number;
  /** The day in so many pieces; more than one where a single target has more samples than a lot may have. */
  slices: { fromMs: number; toMs: number }[];
}

/** Cuts units into lots of about so many samples. */
export function* lotsOf(units: readonly PlannedUnit[], samples: number): Generator<Lot> {
  let units_: PlannedUnit[] = [];
  let sum = 0;
  for (const unit of units) {
    if (units_.length > 0 && (units_[0].dayMs !== unit.dayMs || sum + unit.samples > samples)) {
      yield lotOf(units_, sum, samples);
      units_ = [];
      sum = 0;
    }
    units_.push(unit);
    sum += unit.samples;
  }
  if (units_.length > 0) yield lotOf(units_, sum, samples);
}

function lotOf(units: PlannedUnit[], sum: number, samples: number): Lot {
  const [{ dayMs }] = units;
  const count = Math.min(1_440, Math.max(1, Math.ceil(sum / samples)));
  const slices = Array.from({ length: count }, (_, at) => ({
    fromMs: dayMs + Math.floor((DAY_MS / count) * at),
    toMs: dayMs + Math.floor((DAY_MS / count) * (at + 1)),
  }));
  return { dayMs, units, samples: sum, slices };
}
