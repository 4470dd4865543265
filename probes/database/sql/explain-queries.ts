import type { Explanation } from '#protocol/explanation.ts';
import type { ProbeOptions } from '../../probe.ts';
import { recognisedAs } from '../explain.ts';
import type { SqlConfig } from './config.ts';
import { queryStates } from './metrics.ts';
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
      readings: readings.slice(0, 5_000).map(({ column: { metric, labels, unit }, value }) => ({
        metric,
        labels,
        value: Number.isFinite(value) ? value : null,
        unit,
        word: metric === 'sql.state' ? wordOf(value) : '',
      })),
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

function wordOf(value: number): string {
  return Object.entries(queryStates).find(([, { code }]) => code === value)?.[0] ?? '';
}
