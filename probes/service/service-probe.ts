import type { CredentialKind } from '#protocol/credential.ts';
import type { Explanation } from '#protocol/explanation.ts';
import type { MetricDefinition } from '#protocol/metric.ts';
import { middlewareMetrics } from '#protocol/vocabulary/middleware.ts';
import { explainedReadings } from '../explained-readings.ts';
import type { Fact, Probe, ProbeOptions, ProbeType, Reading } from '../probe.ts';
import { changedFacts } from '../snmp/changed-facts.ts';
import { serviceColumns } from './service-columns.ts';
import type { ServiceProduct, ServiceReader, Step } from './service-reader.ts';

/** Opens a reader; nothing is connected before it reads. `onStep` is told each request. */
export type OpenReader<Config> = (
  config: Config,
  options: ProbeOptions,
  onStep: (step: Step) => void,
) => ServiceReader;

/** One make of service, as the list of probes needs it. */
export interface ServiceKind<Config> extends Pick<ProbeType<Config>, 'name' | 'title' | 'config' | 'grants'> {
  credentials: readonly CredentialKind[];
  /** Subjects of `middlewareMetrics` that it sends. */
  subjects: readonly string[];
  /** Loaded when the first one is asked. */
  load(): Promise<OpenReader<Config>>;
}

const TIMEOUT_MS = 45_000;

/** A probe of one make of service: what all of them have in common is here. */
export function serviceProbe<Config>(kind: ServiceKind<Config>): ProbeType<Config> {
  const { load, subjects, ...shown } = kind;
  const metrics = middlewareMetrics.filter(({ name }) => subjects.includes(name.split('.', 1)[0] as string));
  return {
    ...shown,
    metrics,
    reach: 'out',
    target: 'service',
    platforms: ['linux', 'win32', 'darwin'],
    every: { ms: 60_000 },
    timeoutMs: TIMEOUT_MS,
    create: (config, options) => watched(config, options),
    explain: (config, options, signal) => explained(config, options, signal),
  };

  function watched(config: Config, options: ProbeOptions): Probe {
    const columns = serviceColumns(metrics);
    const toTell = changedFacts();
    let reader: ServiceReader | undefined;
    return {
      async collect(signal) {
        reader ??= (await load())(config, options, () => {});
        const { values, product, facts = [], skipped = [] } = await reader.read(signal);
        const told = toTell([inventoryFact(product), ...facts], options.now());
        return { readings: columns(values), facts: told, skipped };
      },
      async close() {},
    };
  }

  async function explained(config: Config, options: ProbeOptions, signal: AbortSignal): Promise<Explanation> {
    const steps: Step[] = [];
    const reader = (await load())(config, options, (step) => steps.push(step));
    const { values, product, skipped = [] } = await reader.read(signal);
    const readings = serviceColumns(metrics)(values);
    return explanationOf({ probe: kind.name, product, readings, skipped, steps, metrics });
  }
}

/** What stands in the inventory of a service. */
export function inventoryFact({ vendor, product, version, name }: ServiceProduct): Fact {
  const model = [product, version].filter(Boolean).join(' ');
  // Without a profile: where it stands on the target of a device, that one knows itself better.
  const data = { profile: '', kind: 'service', vendor, model, product, version, name };
  return { kind: 'inventory', key: '', data };
}

/** What `check` shows of a service. */
export function explanationOf(asked: {
  probe: string;
  product: ServiceProduct;
  readings: readonly Reading[];
  skipped: readonly { what: string; why: string }[];
  steps: readonly Step[];
  metrics: readonly MetricDefinition[];
}): Explanation {
  const { probe, product, readings, skipped, steps, metrics } = asked;
  return {
    recognised: {
      profile: probe,
      kind: 'service',
      vendor: product.vendor.slice(0, 64),
      model: [product.product, product.version].filter(Boolean).join(' ').slice(0, 200),
      name: product.name.slice(0, 200),
      why: `it answers as ${product.product} does`,
    },
    readings: explainedReadings(metrics, readings),
    ignored: skipped
      .slice(0, 2_000)
      .map(({ what, why }) => ({ what: what.slice(0, 200), why: why.slice(0, 200) })),
    timings: steps.slice(0, 200).map(({ step, ms }, index) => ({
      step: step.slice(0, 100),
      ms,
      requests: 1,
      values: index === steps.length - 1 ? readings.length : 0,
    })),
  };
}
