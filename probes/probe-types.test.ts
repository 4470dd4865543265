import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { METRIC_NAME } from '#protocol/metric.ts';
import { metricsReference, metricTable, probeReadmes, withMetricTable } from './metric-table.ts';
import type { ProbeType } from './probe.ts';
import { probeTypes } from './probe-types.ts';

const hostFolder = join(import.meta.dirname, 'host');

describe('the visible list of probes', () => {
  it('holds every folder of host probes, once', () => {
    const folders = readdirSync(hostFolder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);

    expect(probeTypes.map(({ name }) => name).sort()).toEqual(folders.sort());
  });

  it('gives a metric one definition, whichever probe sends it', () => {
    const seen = new Map<string, unknown>();
    for (const { metrics } of probeTypes)
      for (const metric of metrics) {
        expect(metric.name).toMatch(METRIC_NAME);
        expect(metric).toEqual(seen.get(metric.name) ?? metric);
        seen.set(metric.name, metric);
      }
    expect(seen.size).toBeGreaterThan(100);
  });

  it('has no two probes of one platform that send the same metric', () => {
    for (const platform of ['linux', 'win32', 'darwin'] as const) {
      const names = probeTypes
        .filter(({ platforms }) => platforms.includes(platform))
        .flatMap(({ metrics }) => metrics.map(({ name }) => name));
      expect(names).toEqual([...new Set(names)]);
    }
  });
});

describe.each(probeTypes.map((probe) => [probe.name, probe] as const))('the probe %s', (name, probe) => {
  const readme = readFileSync(join(hostFolder, name, 'README.md'), 'utf8');

  it('needs no configuration and refuses what it does not know', () => {
    expect(probe.config.safeParse({}).success).toBe(true);
    expect(probe.config.safeParse({ surprise: 1 }).success).toBe(false);
  });

  it('has a sample configuration that it accepts', () => {
    const [, yaml] = /```yaml\n([\s\S]*?)```/.exec(readme) ?? [];
    const sample = parse(yaml ?? '') as { probes: Record<string, unknown> };

    expect(Object.keys(sample.probes)).toEqual([name]);
    expect(probe.config.safeParse(sample.probes[name]).error?.issues).toBeUndefined();
  });

  it('shows its metrics as they are', () => {
    expect(readme).toBe(withMetricTable(readme, probe));
  });

  it('reads nothing before it is asked, and closes twice', async () => {
    const options = { procPath: '/nowhere', sysPath: '/nowhere', now: () => 0 };
    const made = probe.create(probe.config.parse({}), options);

    await made.close();
    await made.close();
  });

  it('can end in time', () => {
    expect(probe.timeoutMs).toBeGreaterThan(0);
    expect(periodMs(probe)).toBeGreaterThanOrEqual(probe.timeoutMs);
  });
});

describe('the reference of metrics', () => {
  it('names every metric with both meanings', () => {
    const reference = metricsReference();
    for (const { metrics } of probeTypes)
      if (metrics.length > 0) expect(reference).toContain(metricTable(metrics));
  });

  it('refuses a README without its markers', () => {
    expect(() => withMetricTable('# x', probeTypes[0]!)).toThrow(/README of cpu/);
  });

  it('knows the page of each probe', () => {
    expect(probeReadmes().map(({ file }) => file)).toContain('probes/host/cpu/README.md');
  });
});

/** Collected at each interval means at least every 10 s unless somebody says otherwise. */
function periodMs({ every }: ProbeType): number {
  return 'ms' in every ? every.ms : every.intervals * 10_000;
}
