import type { Probe, ProbeOptions, ProbeType } from '../../probe.ts';
import { changedFacts } from '../../snmp/changed-facts.ts';
import { explanationOf, inventoryFact } from '../service-probe.ts';
import type { Step } from '../service-reader.ts';
import { PrometheusConfig } from './config.ts';
import { scrapeMetrics } from './metrics.ts';

/** Anything that gives figures in the form of Prometheus: the world's exporters. */
export const prometheus: ProbeType<PrometheusConfig> = {
  name: 'prometheus',
  title: { 'zh-CN': 'Prometheus 导出器', en: 'Prometheus exporter' },
  config: PrometheusConfig,
  metrics: scrapeMetrics,
  reach: 'out',
  target: 'service',
  credentials: ['password', 'token'],
  platforms: ['linux', 'win32', 'darwin'],
  every: { ms: 60_000 },
  timeoutMs: 45_000,
  create,
  async explain(config, options, signal) {
    const steps: Step[] = [];
    const { readPrometheus } = await import('./read-prometheus.ts');
    const reader = readPrometheus(config, options, (step) => steps.push(step));
    const { readings, product, skipped = [] } = await reader.read(signal);
    return explanationOf({
      probe: 'prometheus',
      product,
      readings,
      skipped,
      steps,
      metrics: scrapeMetrics,
    });
  },
};

function create(config: PrometheusConfig, options: ProbeOptions): Probe {
  const toTell = changedFacts();
  let reader: ReturnType<typeof import('./read-prometheus.ts').readPrometheus> | undefined;
  return {
    async collect(signal) {
      if (!reader) {
        const { readPrometheus } = await import('./read-prometheus.ts');
        reader = readPrometheus(config, options, () => {});
      }
      const { readings, skipped = [], product } = await reader.read(signal);
      return { readings, skipped, facts: toTell([inventoryFact(product)], options.now()) };
    },
    async close() {},
  };
}
