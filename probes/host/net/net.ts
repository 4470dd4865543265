import { join } from 'node:path';
import { columnsOf, pushReadings } from '#probes/metrics.ts';
import type { Probe, ProbeOptions, ProbeType, Reading } from '#probes/probe.ts';
import type { Column } from '#protocol/schema.ts';
import { kernelFile } from '../kernel-file.ts';
import { matchesAny } from '../name-patterns.ts';
import { NetConfig } from './config.ts';
import { type Link, openLink } from './link.ts';
import { linkMetrics, trafficMetrics } from './metrics.ts';
import { parseNetDev } from './parse-net-dev.ts';

/** Traffic, errors and state of the network interfaces. */
export const net: ProbeType<NetConfig> = {
  name: 'net',
  config: NetConfig,
  metrics: [...trafficMetrics, ...linkMetrics],
  platforms: ['linux'],
  every: { intervals: 1 },
  timeoutMs: 5_000,
  create: createNet,
};

interface Interface {
  traffic: Column[];
  linkColumns: Column[];
  stateColumn: Column[];
  hasSpeed: boolean;
  link: Link;
}

function createNet(config: NetConfig, { procPath, sysPath, now }: ProbeOptions): Probe {
  const file = kernelFile(join(procPath, 'net', 'dev'));
  let interfaces = new Map<string, Interface>();

  return {
    async collect() {
      const readings: Reading[] = [];
      const seen = new Map<string, Interface>();
      const bytes = file.read();
      const nowMs = now();
      parseNetDev(bytes, isWanted, (name, figures) => {
        const known = interfaces.get(name) ?? newInterface(name);
        pushReadings(readings, known.traffic, figures);
        const link = known.link.read(nowMs);
        // Virtual interfaces have no speed: the series begins once one was told.
        known.hasSpeed ||= !Number.isNaN(link[1]);
        pushReadings(readings, known.hasSpeed ? known.linkColumns : known.stateColumn, link);
        seen.set(name, known);
      });
      for (const [name, gone] of interfaces) if (!seen.has(name)) gone.link.close();
      interfaces = seen;
      return { readings };
    },
    async close() {
      file.close();
      for (const { link } of interfaces.values()) link.close();
    },
  };

  function isWanted(name: string): boolean {
    return matchesAny(name, config.interfaces) && !matchesAny(name, config.excludeInterfaces);
  }

  function newInterface(name: string): Interface {
    const linkColumns = columnsOf(linkMetrics, [name]);
    return {
      traffic: columnsOf(trafficMetrics, [name]),
      linkColumns,
      stateColumn: linkColumns.slice(0, 1),
      hasSpeed: false,
      link: openLink(join(sysPath, 'class', 'net', name)),
    };
  }
}
