import type { Explanation } from '#protocol/explanation.ts';
import { explainedReadings } from '../../explained-readings.ts';
import type { ProbeOptions } from '../../probe.ts';
import { recognisedAs } from '../explain.ts';
import type { SqlConfig } from './config.ts';
import { sqlMetrics } from './metrics.ts';
import { watchedQueries } from './watched-queries.ts';

/** Asks every query once, and says what each brought. Rejects as `collect` does. */
export async function explainQueries(
  config: SqlConfig,
  options: ProbeOptions,
  signal: AbortSignal,
): Promise<Explanation> {
  const { remember: _unused, ...forgetful } = options;
  const probe = watchedQueries(config, forgetful);
  try {
    const { readings, skipped = [] } = await probe.collect(signal);
    const facts = probe.session()?.facts;
    return {
      recognised: facts ? recognisedAs(config.dialect, facts) : null,
      readings: explainedReadings(sqlMetrics, readings),
      ignored: skipped.slice(0, 2_000),
      timings: config.queries.map(({ name }, i) => ({
        step: name || `query ${i + 1}`,
        ms: 1_000 * Math.max(0, durationOf(name) || 0),
        requests: 1,
        values: readings.filter(({ column }) => column.metric === 'sql.value' && column.labels.query === name)
          .length,
      })),
    };

    function durationOf(name: string): number {
      const found = readings.find(
        ({ column }) => column.metric === 'sql.duration_seconds' && column.labels.query === name,
      );
      return found?.value ?? 0;
    }
  } finally {
    await probe.close();
  }
}
