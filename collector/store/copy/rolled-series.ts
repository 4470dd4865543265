import { seriesKey } from '#protocol/sample.ts';
import type { BinField } from '../bins.ts';
import type { RolledFields, RolledRows, RolledTier } from '../rolled.ts';
import type { SeriesDescription } from '../store.ts';
import type { Span } from './lots.ts';
import type { Pace } from './pace.ts';
import type { ReadSeries, RowShaper } from './shape-rows.ts';
import type { CopySource } from './sides.ts';

/** One part of the bins of a series, read and compared like a series of its own. */
export interface ReadPart extends ReadSeries {
  part: BinField;
}

/** Reads all roll-ups of these series in a span, each part of their bins for itself. */
export async function readParts(
  side: CopySource,
  wanted: readonly SeriesDescription[],
  tier: RolledTier,
  span: Span,
  pace: Pace,
): Promise<ReadPart[]> {
  const { rolled } = side;
  if (!rolled) throw new Error(`${side.engine} keeps no roll-ups`);
  const found: ReadPart[] = [];
  for (const [metric, own] of Map.groupBy(wanted, (one) => one.metric)) {
    const descriptions = new Map(own.map((one) => [seriesKey(one), one]));
    const targets = [...new Set(own.map(({ target }) => target))];
    const answers = await pace.turn(() => rolled.read({ metric, targets }, tier, span.fromMs, span.toMs));
    for (const { timesMs, fields, ...identity } of answers) {
      const key = seriesKey(identity);
      const description = descriptions.get(key);
      if (!description) continue;
      for (const [part, values] of Object.entries(fields) as [BinField, Float64Array][]) {
        found.push({ key: `${key}\n${part}`, description, part, timesMs, values });
      }
    }
  }
  return found;
}

/** Puts parts together to rows of bins, those of a target that have the same bins to one schema. */
export function rowsOfParts(parts: readonly ReadPart[], shaper: RowShaper): RolledRows[] {
  const fields = new Map<SeriesDescription, Partial<Record<BinField, Float64Array>>>();
  const first: ReadPart[] = [];
  for (const one of parts) {
    const own = fields.get(one.description);
    if (own) own[one.part] = one.values;
    else {
      fields.set(one.description, { [one.part]: one.values });
      first.push(one);
    }
  }
  return shaper.group(first).map(({ own, schemaId, schema }) => ({
    schemaId,
    schema,
    timesMs: own[0].timesMs,
    columns: own.map(({ description }): RolledFields => fields.get(description) ?? {}),
  }));
}
