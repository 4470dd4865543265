import { seriesKey } from '#protocol/sample.ts';
import type { SeriesDescription } from '../store.ts';
import { COPY_LIMITS } from './copy-plan.ts';
import type { Pace } from './pace.ts';
import type { ReadSeries } from './shape-rows.ts';
import type { CopySource } from './sides.ts';

/** Questions that wait for a server at a time; a store of this process answers one after the other. */
const ASKED_AT_ONCE = 4;

/** Reads all samples of these series in a span; a series without any is left out. */
export async function readSeries(
  side: CopySource,
  wanted: readonly SeriesDescription[],
  span: { fromMs: number; toMs: number },
  pace: Pace,
): Promise<ReadSeries[]> {
  const byMetric = [...Map.groupBy(wanted, ({ metric }) => metric)];
  const found: ReadSeries[] = [];
  const isServer = side.engine === 'influxdb' || side.engine === 'victoriametrics';

  async function ask(): Promise<void> {
    for (let next = byMetric.pop(); next; next = byMetric.pop()) {
      const [metric, own] = next;
      const descriptions = new Map(own.map((one) => [seriesKey(one), one]));
      const targets = [...new Set(own.map(({ target }) => target))];
      const answers = await pace.turn(() =>
        side.query(
          { selector: { metric, targets }, ...span, stepMs: 0, aggregation: 'last', onlySamples: true },
          COPY_LIMITS,
        ),
      );
      for (const { timesMs, values, ...identity } of answers) {
        const key = seriesKey(identity);
        const description = descriptions.get(key);
        if (description) found.push({ key, description, timesMs, values });
      }
    }
  }

  await Promise.all(Array.from({ length: isServer ? ASKED_AT_ONCE : 1 }, ask));
  return found;
}
