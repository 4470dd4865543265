import type { Reading } from '#probes/probe.ts';
import type { Section } from '../profile.ts';
import type { SectionOutcome, SectionState } from './apply-section.ts';
import type { SectionPlan } from './section-plan.ts';

/** A section of one device over time: when it is read again, and what it says in between. */
export interface SectionMemory {
  section: Section;
  state: SectionState;
  isDue(nowMs: number): boolean;
  took(outcome: SectionOutcome, nowMs: number): void;
  /** What it says now: the values of this collection, older ones while they count, and NaN after that. */
  readings(nowMs: number): readonly Reading[];
}

/** Values of a section that is read less often count this many of its periods. */
const PERIODS_THAT_COUNT = 1.5;

export function sectionMemory({ section }: SectionPlan, state: SectionState): SectionMemory {
  const everyMs = section.every ?? 0;
  let readings: readonly Reading[] = [];
  let tookAtMs = Number.NEGATIVE_INFINITY;
  let isBlank = false;

  return {
    section,
    state,
    // A little early rather than a whole interval late: collections do not come to the millisecond.
    isDue: (nowMs) => nowMs - tookAtMs >= everyMs * 0.95 || nowMs < tookAtMs,
    took(outcome, nowMs) {
      readings = outcome.readings;
      tookAtMs = nowMs;
      isBlank = false;
    },
    readings(nowMs) {
      const ageMs = nowMs - tookAtMs;
      const counts = ageMs <= everyMs * PERIODS_THAT_COUNT && ageMs >= 0;
      if (!counts && !isBlank) {
        readings = readings.map(({ column }) => ({ column, value: Number.NaN }));
        isBlank = true;
      }
      return readings;
    },
  };
}
