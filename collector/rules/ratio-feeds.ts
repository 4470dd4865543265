import { divisorOf } from '#judging/divisor.ts';
import { OPERAND } from '#judging/state.ts';
import { type Labels, seriesKey } from '#protocol/sample.ts';
import type { Binding, Slot } from './slot.ts';

/** A column of a schema whose value a slot is divided by. */
export interface Feed {
  binding: Binding;
  column: number;
  /** Where the slot keeps its operand, in the state of the page. */
  at: number;
}

/** The columns that feed the divisors of these slots, whose places are known. */
export function feedsOf(slots: readonly Slot[], bindings: readonly Binding[]): Feed[] {
  const feeds: Feed[] = [];
  for (const { rule, compiled, series, at } of slots) {
    const { condition } = rule.rule;
    if (condition.kind !== 'ratio') continue;
    const all = bindings.flatMap(({ known }) => known.schema.columns);
    const divisor = divisorOf(condition, series.labels, all);
    if (!divisor) continue;
    const key = keyOf(divisor);
    for (const binding of bindings) {
      binding.known.schema.columns.forEach((column, index) => {
        if (column.metric === condition.to && keyOf(column) === key)
          feeds.push({ binding, column: index, at: at + compiled.operandAt });
      });
    }
  }
  return feeds;
}

/** Takes the values of a frame that others of the page are divided by; before they are judged. Allocates nothing. */
export function takeFeeds(
  { feedColumns, feedAts }: Binding,
  state: Float64Array,
  numbers: Float64Array,
  first: number,
  timeMs: number,
): void {
  for (let index = 0; index < feedColumns.length; index++) {
    const value = numbers[first + feedColumns[index]];
    const at = feedAts[index];
    if (Number.isNaN(value) || timeMs < state[at + OPERAND.atMs]) continue;
    state[at + OPERAND.value] = value;
    state[at + OPERAND.atMs] = timeMs;
  }
}

function keyOf({ metric, labels }: { metric: string; labels: Labels }): string {
  return seriesKey({ target: '', metric, labels });
}
