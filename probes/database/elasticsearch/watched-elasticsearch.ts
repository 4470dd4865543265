import type { Explanation } from '#protocol/explanation.ts';
import type { Probe, ProbeOptions } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import { serviceColumns } from '../../service/service-columns.ts';
import { explanationOf } from '../../service/service-probe.ts';
import type { Step } from '../../service/service-reader.ts';
import { changedFacts } from '../../snmp/changed-facts.ts';
import { createDeriver } from '../derive.ts';
import type { ElasticsearchConfig } from './config.ts';
import { elasticsearchMetrics as metrics } from './metrics.ts';
import { elasticsearchReader } from './read-elasticsearch.ts';

/** One cluster over time. */
export function watchedElasticsearch(config: ElasticsearchConfig, options: ProbeOptions): Probe {
  const columns = serviceColumns(metrics);
  const toTell = changedFacts();
  const steps: Step[] = [];
  const read = elasticsearchReader(config, options, (step) => steps.push(step));
  const deriver = createDeriver({
    spaceLimits: {},
    memory: options.remember?.('database_spaces'),
    key: `elasticsearch ${config.address}:${config.port}`,
  });
  return {
    async collect(signal) {
      steps.length = 0;
      const nowMs = options.now();
      const { product, values, skipped } = await read(signal);
      const denied = skipped.filter(({ why }) => why.includes('status 403')).length;
      const readings = columns([
        ['database.connect_seconds', (steps[0]?.ms ?? Number.NaN) / 1_000],
        ['database.rights_missing', denied],
        ...values,
      ]);
      const { vendor, version, name } = product;
      const data = { profile: '', kind: 'database', vendor, model: version, product: vendor, version, name };
      return {
        readings: [...readings, ...deriver.derive(readings, () => true, nowMs)],
        facts: toTell([{ kind: 'inventory', key: '', data }], nowMs),
        skipped,
      };
    },
    async close() {
      deriver.save(options.now());
    },
  };
}

/** Asks a cluster once, and gives all reasons. Rejects as `collect` does. */
export async function explainElasticsearch(
  config: ElasticsearchConfig,
  options: ProbeOptions,
  signal: AbortSignal,
): Promise<Explanation> {
  const steps: Step[] = [];
  const read = elasticsearchReader(config, options, (step) => steps.push(step));
  const { product, values, skipped } = await read(signal).catch((error: unknown) => {
    if (signal.aborted && !(error instanceof ProbeError))
      throw new ProbeError('silent', 'gave no answer in time', { cause: error });
    throw error;
  });
  const readings = serviceColumns(metrics)(values);
  const { recognised, ...rest } = explanationOf({
    probe: 'elasticsearch',
    product,
    readings,
    skipped,
    steps,
    metrics,
  });
  return { recognised: recognised && { ...recognised, kind: 'database' }, ...rest };
}
