import type { Explanation } from '#protocol/explanation.ts';
import type { MetricDefinition } from '#protocol/metric.ts';
import type { Column } from '#protocol/schema.ts';
import { explainedReadings } from '../explained-readings.ts';
import { columnOf } from '../metrics.ts';
import type { Measurements, Probe, ProbeOptions, ProbeType, Reading } from '../probe.ts';

/** One step of a question with its time, for whoever wants to know why it took so long. */
export type Step = Explanation['timings'][number];

/** What one question brought, with what `check` says about it. */
export interface Answered extends Measurements {
  steps: readonly Step[];
  recognised?: Explanation['recognised'];
}

/** Asks once, keeps no connection; rejects with a `ProbeError`. */
export type Ask = (signal: AbortSignal) => Promise<Answered>;

type Head<Config> = Omit<ProbeType<Config>, 'create' | 'explain' | 'reach'>;
type MakeAsk<Config> = (config: Config, options: ProbeOptions) => Ask;

/** A probe that asks one question and hangs up; what asks it is loaded with the first question. */
export function oneQuestion<Config>(
  head: Head<Config>,
  load: () => Promise<MakeAsk<Config>>,
): ProbeType<Config> {
  return {
    ...head,
    reach: 'out',
    create(config, options): Probe {
      let ask: Promise<Ask> | undefined;
      return {
        async collect(signal) {
          ask ??= load().then((make) => make(config, options));
          const { readings, facts, skipped } = await (await ask)(signal);
          return { readings, ...(facts && { facts }), ...(skipped && { skipped }) };
        },
        async close() {},
      };
    },
    async explain(config, options, signal) {
      const make = await load();
      return explanationOf(await make(config, options)(signal), head.metrics);
    },
  };
}

/** What a question brought, as `check` shows it: states by their words, what was left out, each step. */
export function explanationOf(answered: Answered, metrics: readonly MetricDefinition[]): Explanation {
  const { readings, skipped = [], steps, recognised = null } = answered;
  return {
    recognised,
    readings: explainedReadings(metrics, readings),
    ignored: skipped.map(({ what, why }) => ({ what: what.slice(0, 200), why: why.slice(0, 200) })),
    timings: [...steps],
  };
}

/** Makes readings of a probe's metrics, with the same column for the same series each time. */
export function readingsOf(
  metrics: readonly MetricDefinition[],
): (metric: string, value: number, ...labelValues: string[]) => Reading {
  const columns = new Map<string, Column>();
  return (metric, value, ...labelValues) => {
    const key = [metric, ...labelValues].join('\0');
    let column = columns.get(key);
    if (column === undefined) {
      const definition = metrics.find(({ name }) => name === metric);
      if (definition === undefined) throw new Error(`${metric} is no metric of this probe`);
      column = columnOf(definition, labelValues);
      columns.set(key, column);
    }
    return { column, value };
  };
}

/** The number under which the word of a state travels. */
export function codeOf(metrics: readonly MetricDefinition[], metric: string, word: string): number {
  return metrics.find(({ name }) => name === metric)?.states?.[word]?.code ?? Number.NaN;
}
