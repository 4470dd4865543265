import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { METRIC_NAME } from '#protocol/metric.ts';
import { metricsReference, metricTable, probeReadmes, readmeOf, withMetricTable } from './metric-table.ts';
import type { ProbeType } from './probe.ts';
import { probesByFolder, probeTypes } from './probe-types.ts';

/** Folders that hold no probe, but what several of them share; `isProbe` leaves out most of those. */
const SHARED = ['profile', 'devices'];

const inward = probeTypes.filter(({ reach }) => reach !== 'out');

describe('the visible list of probes', () => {
  it.each(Object.entries(probesByFolder))('holds every probe of the folder %s, once', (folder, types) => {
    expect(types.map(({ name }) => name).sort()).toEqual(
      foldersIn(folder).filter((name) => isProbe(folder, name) && !SHARED.includes(name)),
    );
    expect(types.every(({ reach }) => (reach === 'out') === (folder !== 'host'))).toBe(true);
  });

  it('gives a metric one definition on a machine, whichever probe sends it', () => {
    const seen = new Map<string, unknown>();
    for (const { metrics } of inward)
      for (const metric of metrics) {
        expect(metric.name).toMatch(METRIC_NAME);
        expect(metric).toEqual(seen.get(metric.name) ?? metric);
        seen.set(metric.name, metric);
      }
    expect(seen.size).toBeGreaterThan(100);
  });

  it('gives a metric one kind and one unit, of machines and devices alike', () => {
    const seen = new Map<string, string>();
    for (const { metrics } of probeTypes)
      for (const { name, kind, unit } of metrics) {
        expect([name, kind, unit]).toEqual([name, ...(seen.get(name) ?? `${kind} ${unit}`).split(' ')]);
        seen.set(name, `${kind} ${unit}`);
      }
  });

  it('has no two probes of one platform that send the same metric of the machine', () => {
    for (const platform of ['linux', 'win32', 'darwin'] as const) {
      const names = inward
        .filter(({ platforms }) => platforms.includes(platform))
        .flatMap(({ metrics }) => metrics.map(({ name }) => name));
      expect(names).toEqual([...new Set(names)]);
    }
  });
});

describe.each(probeTypes.map((probe) => [probe.name, probe] as const))('the probe %s', (name, probe) => {
  const readme = readFileSync(join(import.meta.dirname, readmeOf(probe)), 'utf8');
  const [, yaml] = /```yaml\n([\s\S]*?)```/.exec(readme) ?? [];
  const sample = parse(yaml ?? '') as { probes: Record<string, unknown>; targets: Record<string, unknown>[] };
  const settings =
    probe.reach === 'out'
      ? { address: '192.0.2.1', ...(sample.targets[0]?.[name] as Record<string, unknown>) }
      : sample.probes[name];

  it('refuses what it does not know, and needs no configuration to measure its own machine', () => {
    expect(probe.config.safeParse({}).success).toBe(probe.reach !== 'out');
    expect(probe.config.safeParse({ ...(settings as object), surprise: 1 }).success).toBe(false);
  });

  it('has a sample configuration that it accepts', () => {
    if (probe.reach !== 'out') expect(Object.keys(sample.probes)).toEqual([name]);
    expect(probe.config.safeParse(settings).error?.issues).toBeUndefined();
  });

  it('shows its metrics as they are', () => {
    expect(readme).toBe(withMetricTable(readme, probe));
  });

  it('reads nothing before it is asked, and closes twice', async () => {
    const options = { procPath: '/nowhere', sysPath: '/nowhere', now: () => 0 };
    const made = probe.create(probe.config.parse(settings), options);

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

/** A probe stands in the file of its name. */
function isProbe(folder: string, name: string): boolean {
  return existsSync(join(import.meta.dirname, folder, name, `${name.replaceAll('_', '-')}.ts`));
}

function foldersIn(path: string): string[] {
  return readdirSync(join(import.meta.dirname, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** Collected at each interval means at least every 10 s unless somebody says otherwise. */
function periodMs({ every }: ProbeType): number {
  return 'ms' in every ? every.ms : every.intervals * 10_000;
}
