import type { Reading } from '#probes/probe.ts';
import type { DeviceLimits } from '#protocol/device-limits.ts';
import type { Column } from '#protocol/schema.ts';
import { tidy } from './cell-reader.ts';
import { sameLimits } from './same-limits.ts';
import type { LabelledReadings } from './section-plan.ts';

/** Puts the rows of a table together, for each set of labels to one reading. */
export interface Aggregates {
  begin(hasRows: boolean): void;
  /** Of several rows the first that has limits gives those of the whole. */
  add(
    reading: number,
    row: { labels: Readonly<Record<string, string>> },
    value: number,
    limits?: DeviceLimits,
  ): void;
  end(into: Reading[]): void;
}

interface Sum {
  column: Column;
  count: number;
  sum: number;
  min: number;
  max: number;
  limits: DeviceLimits | undefined;
}

/** Aggregates of one set of labels; columns stay the same objects between collections. */
export function aggregates({ labels, readings }: LabelledReadings): Aggregates {
  const isOne = labels.every(({ template }) => template.fixed);
  const sums = readings.map(() => new Map<string, Sum>());

  return {
    begin(hasRows) {
      for (const each of sums) for (const sum of each.values()) Object.assign(sum, NOTHING);
      // No row of the kind that is counted is a count as well: 0.
      if (!isOne || !hasRows) return;
      const fixed = Object.fromEntries(labels.map(({ name, template }) => [name, template.fill([], '')]));
      for (const reading of sums.keys()) if (readings[reading]?.aggregate === 'count') sumOf(reading, fixed);
    },
    add(reading, { labels }, value, limits) {
      if (Number.isNaN(value)) return;
      const sum = sumOf(reading, labels);
      sum.count++;
      sum.sum += value;
      sum.min = Math.min(sum.min, value);
      sum.max = Math.max(sum.max, value);
      sum.limits ??= limits;
    },
    end(into) {
      for (const [reading, each] of sums.entries())
        for (const sum of each.values()) {
          // Without a value there are no limits either: those of the last one stand.
          if (sum.count > 0 && !sameLimits(sum.column.limits, sum.limits)) sum.column = limited(sum);
          into.push({ column: sum.column, value: tidy(total(sum, readings[reading]?.aggregate)) });
        }
    },
  };

  function sumOf(reading: number, labels: Readonly<Record<string, string>>): Sum {
    const key = Object.values(labels).join('\n');
    const known = sums[reading]?.get(key);
    if (known !== undefined) return known;
    const { name, kind, unit } = (readings[reading] as LabelledReadings['readings'][number]).metric;
    const sum: Sum = { ...NOTHING, column: { metric: name, labels: { ...labels }, kind, unit } };
    sums[reading]?.set(key, sum);
    return sum;
  }
}

const NOTHING = {
  count: 0,
  sum: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
  limits: undefined,
};

function limited({ column: { limits: _before, ...column }, limits }: Sum): Column {
  return { ...column, ...(limits && { limits }) };
}

function total({ count, sum, min, max }: Sum, how: string | undefined): number {
  if (how === 'count') return count;
  if (count === 0) return Number.NaN;
  if (how === 'min') return min;
  if (how === 'max') return max;
  return how === 'avg' ? sum / count : sum;
}
