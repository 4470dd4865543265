import { setImmediate } from 'node:timers/promises';
import { type BinField, Bins } from '../bins.ts';
import { ROLLED_STEPS_MS, type RolledColumns, type RolledTier } from '../rolled.ts';
import type { Selector } from '../store.ts';
import { describeFound } from './groups.ts';
import type { QueryParts } from './queries.ts';
import { rolledFields } from './rolled-fields.ts';
import { alignDown } from './tiers.ts';

/** Others of the thread go on after this long. */
const SLICE_MS = 5;

/** The bins of a roll-up as they are kept. */
export async function readRolled(
  parts: QueryParts,
  selector: Selector,
  tier: RolledTier,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Promise<RolledColumns[]> {
  const stepMs = ROLLED_STEPS_MS[tier];
  const firstMs = alignDown(fromMs, stepMs);
  const bins = new Bins(fromMs, toMs, stepMs);
  const answers: RolledColumns[] = [];
  let sliceMs = performance.now();
  for (const series of parts.groups.select(selector, Number.MAX_SAFE_INTEGER).found) {
    if (performance.now() - sliceMs > SLICE_MS) {
      await setImmediate();
      sliceMs = performance.now();
    }
    bins.reset();
    parts.tiers.addBins(tier === '1m' ? 1 : 2, series.sources, fromMs, toMs, bins);
    const filled = bins.filled(0);
    if (filled.length === 0) continue;
    const fields: Partial<Record<BinField, Float64Array>> = {};
    for (const field of rolledFields(describeFound(series).kind)) {
      const column = new Float64Array(filled.length);
      bins.copy(field, filled, column);
      fields[field] = column;
    }
    const timesMs = Float64Array.from(filled, (index) => firstMs + index * stepMs);
    answers.push({ ...series.identity, timesMs, fields });
  }
  return answers;
}
