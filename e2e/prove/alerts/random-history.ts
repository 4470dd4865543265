import type { TestSample } from '#judging/reference-model.ts';
import type { Random } from '../random.ts';
import { integer, pick } from './random-rule.ts';

/** What happens to one slot: a sample, or a second of the collector in which `absent` may be judged. */
export type SlotStep =
  | { what: 'sample'; sample: TestSample }
  | { what: 'tick'; nowMs: number; listeningSinceMs: number };

/** Begin of every history. */
export const START_MS = 1_700_000_000_000;

/** The step to the next sample: in time, twice, out of order, late, after a gap, or by a clock that was set. */
const STEPS_MS = [
  ...Array<number>(14).fill(10_000),
  ...[0, 1_000, 5_000, -5_000, -30_000, 30_000, 61_000, 70_000, 300_000, 3_600_000, -3_600_000],
];

/** Ways in which a series behaves: noise, back and forth, slowly up and down, a counter that is reset now and then. */
const MANNERS: readonly ((random: Random, index: number, before: number) => number)[] = [
  (random) => integer(random, -2, 12),
  (_random, index) => (index % 2 === 0 ? 2 : 9),
  (random, index) => (Math.floor(index / 3) % 2 === 0 ? 1 : 9) + integer(random, 0, 1),
  (random, index) => 5 + 6 * Math.sin(index / 6) + integer(random, -1, 1),
  (random, _index, before) => (random() < 0.1 ? 0 : before + integer(random, 0, 5)),
  (_random, _index, before) => before + 0.25,
];

/** Anything that can happen to one series. */
export function randomHistory(random: Random): SlotStep[] {
  const steps: SlotStep[] = [];
  const manner = pick(random, MANNERS);
  const length = integer(random, 5, 60);
  let timeMs = START_MS;
  let listeningSinceMs = START_MS;
  let value = integer(random, 0, 6);
  for (let index = 0; index < length; index++) {
    const stepMs = pick(random, STEPS_MS);
    const ticks = stepMs > 0 && stepMs <= 70_000 ? Math.floor(stepMs / 5_000) : 1;
    for (let tick = 1; tick <= ticks; tick++) {
      const nowMs = Math.floor(timeMs + (stepMs * tick) / ticks);
      if (Math.abs(stepMs) > 70_000) listeningSinceMs = nowMs;
      steps.push({ what: 'tick', nowMs, listeningSinceMs });
    }
    timeMs += stepMs;
    value = manner(random, index, value);
    const isUnread = random() < 0.07;
    const sample = { timeMs, value: isUnread ? Number.NaN : value, ...randomOutside(random, timeMs) };
    // Silence, as the collector hears it.
    if (random() < 0.93) steps.push({ what: 'sample', sample });
  }
  return steps;
}

/** What is known from outside of the series, if it is known, and if it is recent. */
function randomOutside(random: Random, timeMs: number): Pick<TestSample, 'other' | 'band'> {
  const agoMs = pick(random, [0, 5_000, 20_000, 59_000, 61_000, -10_000]);
  const fromMs = timeMs - pick(random, [0, 60_000, -1]);
  return {
    other: random() < 0.1 ? undefined : { value: integer(random, -1, 9), atMs: timeMs - agoMs },
    band:
      random() < 0.1
        ? undefined
        : {
            low: integer(random, 0, 3),
            high: integer(random, 4, 9),
            fromMs,
            untilMs: timeMs + integer(random, 0, 5),
          },
  };
}
