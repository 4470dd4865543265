import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { columnsOf, pushReadings } from '#probes/metrics.ts';
import type { Probe, ProbeOptions, ProbeType, Reading } from '#probes/probe.ts';
import type { Column } from '#protocol/schema.ts';
import { kernelFile } from '../kernel-file.ts';
import { matchesAny } from '../name-patterns.ts';
import { DiskioConfig } from './config.ts';
import { derived } from './derived.ts';
import { diskioMetrics } from './metrics.ts';
import { parseDiskstats } from './parse-diskstats.ts';

/** What goes to and from the disks, how long it takes and how busy they are. */
export const diskio: ProbeType<DiskioConfig> = {
  name: 'diskio',
  config: DiskioConfig,
  metrics: diskioMetrics,
  platforms: ['linux'],
  every: { intervals: 1 },
  timeoutMs: 5_000,
  create: createDiskio,
};

interface Device {
  columns: Column[];
  figures: Float64Array | undefined;
  readAtMs: number;
}

function createDiskio(config: DiskioConfig, { procPath, sysPath, now }: ProbeOptions): Probe {
  const file = kernelFile(join(procPath, 'diskstats'));
  const wantedByName = new Map<string, boolean>();
  let devices = new Map<string, Device>();

  return {
    async collect() {
      const readings: Reading[] = [];
      const seen = new Map<string, Device>();
      const bytes = file.read();
      const nowMs = now();
      parseDiskstats(bytes, isWanted, (name, figures) => {
        const device = devices.get(name) ?? newDevice(name);
        pushReadings(readings, device.columns, [
          ...figures,
          ...derived(figures, device.figures, nowMs - device.readAtMs),
        ]);
        device.figures = figures;
        device.readAtMs = nowMs;
        seen.set(name, device);
      });
      // A disk that was pulled is forgotten: another one may come under its name.
      for (const name of devices.keys()) if (!seen.has(name)) wantedByName.delete(name);
      devices = seen;
      return { readings };
    },
    async close() {
      file.close();
    },
  };

  function isWanted(name: string): boolean {
    let wanted = wantedByName.get(name);
    if (wanted === undefined) {
      wanted =
        matchesAny(name, config.devices) &&
        !matchesAny(name, config.excludeDevices) &&
        (config.partitions || isWholeDisk(name));
      wantedByName.set(name, wanted);
    }
    return wanted;
  }

  /** Only whole disks have a directory there; where it is hidden every device counts as one. */
  function isWholeDisk(name: string): boolean {
    try {
      return readdirSync(join(sysPath, 'block')).includes(name.replaceAll('/', '!'));
    } catch {
      return true;
    }
  }
}

function newDevice(name: string): Device {
  return { columns: columnsOf(diskioMetrics, [name]), figures: undefined, readAtMs: Number.NaN };
}
