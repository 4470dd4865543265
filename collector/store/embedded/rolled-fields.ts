import type { Column } from '#protocol/schema.ts';
import type { BinField } from '../bins.ts';
import type { Aggregation } from '../store.ts';

/** What a roll-up keeps of each bin of a gauge or state, in the order of its blocks. */
const FIELDS = ['count', 'min', 'max', 'sum', 'last'] as const satisfies BinField[];
/** Of a counter: where it stood, and what `rate` needs; extremes and sums of a total say nothing and cost as much. */
const COUNTER_FIELDS = ['count', 'last', 'increase', 'increaseMs'] as const satisfies BinField[];
export type RolledField = BinField;

export function rolledFields(kind: Column['kind']): readonly RolledField[] {
  return kind === 'counter' ? COUNTER_FIELDS : FIELDS;
}

/** Block of a roll-up chunk at which each column begins, behind the times; one more at the end. */
export function rolledBlocks(columns: readonly Column[]): Uint32Array {
  const blocks = new Uint32Array(columns.length + 1);
  blocks[0] = 1;
  for (const [column, { kind }] of columns.entries()) {
    blocks[column + 1] = blocks[column] + rolledFields(kind).length;
  }
  return blocks;
}

/** What a fold is for: one aggregation, or every field of a coarser roll-up. */
export type Wanted = Aggregation | 'everything';

/** Fields that each is answered from. */
export const FIELDS_FOR: Record<Wanted, readonly RolledField[]> = {
  everything: ['count', 'min', 'max', 'sum', 'last', 'increase', 'increaseMs'],
  avg: ['count', 'sum'],
  min: ['count', 'min'],
  max: ['count', 'max'],
  last: ['count', 'last'],
  sum: ['count', 'sum'],
  count: ['count'],
  rate: ['count', 'increase', 'increaseMs'],
};

/** Whether roll-ups of such a series hold what an aggregation needs. */
export function answersFrom(kind: Column['kind'], wanted: Wanted): boolean {
  return wanted === 'everything' || FIELDS_FOR[wanted].every((field) => rolledFields(kind).includes(field));
}
