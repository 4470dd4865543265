import { seriesKey } from '#protocol/sample.ts';
import type { OrderOutcome } from '../run-order.ts';
import { big } from './progress-line.ts';

const TARGETS_SHOWN = 10;

/** What came of it, in lines for people. */
export function reportText(outcome: OrderOutcome): string {
  return [...headline(outcome), ...leftOut(outcome), ...differing(outcome)].join('\n');
}

function headline({ does, plan, finished, samples, written, unitsDone }: OrderOutcome): string[] {
  const { series, days, targets } = plan;
  const size = `${big(plan.samples)} samples of ${series.toLocaleString('en')} series, ${targets.toLocaleString('en')} targets, ${days} days`;
  if (does === 'plan') return [`To copy: about ${size}.`];
  if (does === 'compare') return [`Compared: ${size}.`];
  const done = `${samples.toLocaleString('en')} samples of ${unitsDone.toLocaleString('en')} target days are verified over there, ${written.toLocaleString('en')} were written`;
  const rolled = plan.rolled
    ? [
        `With them roll-ups from ${span(plan.rolled)} of ${plan.rolled.series.toLocaleString('en')} series, whose samples are gone.`,
      ]
    : [];
  if (!finished) return [`Interrupted: ${done}. The same command goes on from here.`];
  return [`Done: ${size} looked through; ${done}.`, ...rolled];
}

function leftOut({ plan, unreadLeft, infiniteLeft, rounded, does }: OrderOutcome): string[] {
  const { targets, expired, rolled } = plan.leftOut;
  const lines: string[] = [];
  if (unreadLeft > 0)
    lines.push(`Not kept over there: ${unreadLeft.toLocaleString('en')} samples that were not read (NaN).`);
  if (infiniteLeft > 0)
    lines.push(`Not kept over there: ${infiniteLeft.toLocaleString('en')} infinite values.`);
  if (rounded > 0)
    lines.push(
      `Rounded over there: the numbers of ${rounded.toLocaleString('en')} series days, as that store keeps them.`,
    );
  if (does === 'compare') return lines;
  if (targets.length > 0) {
    const more = targets.length > TARGETS_SHOWN ? ' …' : '';
    lines.push(
      `Left behind: ${targets.length} targets that this collector does not know (any more); --targets takes them all the same: ${targets.slice(0, TARGETS_SHOWN).join(' ')}${more}`,
    );
  }
  if (expired) {
    lines.push(
      `Left behind: ${big(expired.samples)} samples from ${span(expired)}, older than "retention.raw": they would be forgotten soon.`,
    );
  }
  if (rolled) {
    lines.push(
      `Left behind: roll-ups from ${span(rolled)} of ${rolled.series.toLocaleString('en')} series, whose samples are gone: one of the two stores keeps none.`,
    );
  }
  return lines;
}

function differing({ differences, differencesFound }: OrderOutcome): string[] {
  if (differencesFound === 0) return [];
  const lines = differences.map(
    ({ dayMs, source, found, ...series }) =>
      `  ${isoDay(dayMs)} ${seriesKey(series)}: ${source.count} samples, sum ${source.sum}; over there ${found.count}, sum ${found.sum}`,
  );
  const more = differencesFound - differences.length;
  return [
    `${differencesFound.toLocaleString('en')} series days differ:`,
    ...lines,
    ...(more > 0 ? [`  and ${more.toLocaleString('en')} more`] : []),
  ];
}

function span({ fromMs, toMs }: { fromMs: number; toMs: number }): string {
  return `${isoDay(fromMs)} to ${isoDay(toMs - 1)}`;
}

function isoDay(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}
