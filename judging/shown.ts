import { type CompiledRule, MEASURE } from './compile-rule.ts';
import { FIELD, OPERAND } from './state.ts';

/** What is compared is shown in place of the value. */
const QUANTITY_IS_SHOWN: ReadonlySet<number> = new Set([MEASURE.rate, MEASURE.ratio, MEASURE.group_median]);

/** The value to show for a slot: a rate or ratio where that is compared, none for `absent`, otherwise the sample. */
export function shownValue(rule: CompiledRule, state: Float64Array, at: number): number | null {
  if (rule.measure === MEASURE.absent) return null;
  return state[at + (QUANTITY_IS_SHOWN.has(rule.measure) ? FIELD.quantity : FIELD.lastValue)];
}

/** The end of the usual band that the value is nearer to; undefined for rules that have their limits written. */
export function shownBand(rule: CompiledRule, state: Float64Array, at: number): number | undefined {
  if (rule.measure !== MEASURE.deviation) return undefined;
  const low = state[at + rule.operandAt + OPERAND.low];
  const high = state[at + rule.operandAt + OPERAND.high];
  const value = state[at + FIELD.lastValue];
  const nearer = Math.abs(value - low) < Math.abs(value - high) ? low : high;
  return Number.isFinite(nearer) ? nearer : undefined;
}
