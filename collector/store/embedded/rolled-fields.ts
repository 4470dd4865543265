import type { Column } from '#protocol/schema.ts';
import type { RolledBin } from '../bins.ts';
import type { Aggregation } from '../store.ts';

/** What a roll-up keeps of each bin of a gauge or state, in the order of its blocks. */
const FIELDS = ['count', 'min', 'max', 'sum', 'last'] as const satisfies (keyof RolledBin)[];
/** A counter also keeps what `rate` needs. */
const COUNTER_FIELDS = [...FIELDS, 'increase', 'increaseMs'] as const satisfies (keyof RolledBin)[];
export type RolledField = (typeof COUNTER_FIELDS)[number];

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
  everything: COUNTER_FIELDS,
  avg: ['count', 'sum'],
  min: ['count', 'min'],
  max: ['count', 'max'],
  last: ['count', 'last'],
  sum: ['count', 'sum'],
  count: ['count'],
  rate: ['count', 'increase', 'increaseMs'],
};
