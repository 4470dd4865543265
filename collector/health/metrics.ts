import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** One figure about the collector itself. */
export interface Stat {
  /** `ward_` + subject + unit, `_total` at the end of a counter. */
  name: string;
  help: string;
  kind: 'gauge' | 'counter';
  value: number;
  labels?: Record<string, string>;
}

/** Where figures come from; asked at each scrape. */
export type StatSource = () => readonly Stat[] | Promise<readonly Stat[]>;

/** The text of `/metrics`: the process itself, and what the sources say at this moment. */
export function makeMetrics(sources: readonly StatSource[]) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const known = new Map<string, Gauge | Counter>();

  return {
    contentType: registry.contentType,
    async text(): Promise<string> {
      const stats = (await Promise.all(sources.map((source) => source()))).flat();
      for (const metric of known.values()) metric.reset();
      for (const stat of stats) {
        const metric = known.get(stat.name) ?? make(stat);
        if (metric instanceof Counter) metric.inc(stat.labels ?? {}, stat.value);
        else metric.set(stat.labels ?? {}, stat.value);
      }
      return registry.metrics();
    },
  };

  function make({ name, help, kind, labels = {} }: Stat): Gauge | Counter {
    const options = { name, help, labelNames: Object.keys(labels), registers: [registry] };
    const metric = kind === 'counter' ? new Counter(options) : new Gauge(options);
    known.set(name, metric);
    return metric;
  }
}
