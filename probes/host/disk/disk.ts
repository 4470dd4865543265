import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { columnsOf, pushReadings } from '#probes/metrics.ts';
import type { Probe, ProbeOptions, ProbeType, Reading } from '#probes/probe.ts';
import type { Column } from '#protocol/schema.ts';
import { type KernelFile, kernelFile } from '../kernel-file.ts';
import { type AskSpace, mountAsker } from './ask-mounts.ts';
import { DiskConfig } from './config.ts';
import { inodeMetrics, spaceMetrics } from './metrics.ts';
import { type Mount, parseMountinfo } from './parse-mountinfo.ts';
import { selectMounts } from './select-mounts.ts';
import { inodeValues, spaceValues } from './space.ts';

/** How full the file systems are, in bytes and inodes. */
export const disk: ProbeType<DiskConfig> = {
  name: 'disk',
  config: DiskConfig,
  metrics: [...spaceMetrics, ...inodeMetrics],
  platforms: ['linux'],
  every: { intervals: 1 },
  timeoutMs: 10_000,
  create: (config, options) => createDisk(config, options),
};

interface Watched {
  mount: Mount;
  space: Column[];
  inodes: Column[];
}

/** Makes the probe; `ask` replaces the kernel's `statfs` in tests. */
export function createDisk(config: DiskConfig, { procPath, now }: ProbeOptions, ask?: AskSpace): Probe {
  let file: KernelFile | undefined;
  const askMounts = mountAsker(config.statTimeoutMs, ask);
  let known = Buffer.alloc(0);
  let watched: Watched[] = [];

  return {
    async collect(signal) {
      refreshMounts();
      const paths = watched.map(({ mount }) => mount.path);
      const answers = await askMounts(paths, signal, now());
      const readings: Reading[] = [];
      const skipped: { what: string; why: string }[] = [];
      for (const { mount, space, inodes } of watched) {
        const answer = answers.get(mount.path) ?? { why: 'not asked' };
        if ('why' in answer) {
          skipped.push({ what: mount.path, why: answer.why });
          continue;
        }
        // A window of the kernel that the list of types does not know yet has no blocks.
        if (answer.value.blocks === 0) continue;
        pushReadings(readings, space, spaceValues(answer.value));
        if (answer.value.files > 0) pushReadings(readings, inodes, inodeValues(answer.value));
      }
      return { readings, skipped };
    },
    async close() {
      file?.close();
    },
  };

  /** The list of mounts is long on some hosts and changes seldom: the same bytes are not read twice. */
  function refreshMounts(): void {
    file ??= kernelFile(mountinfoPath(procPath), 16_384);
    const bytes = file.read();
    if (bytes.equals(known)) return;
    known = Buffer.from(bytes);
    const before = new Map(watched.map((one) => [keyOf(one.mount), one]));
    watched = selectMounts(parseMountinfo(bytes.toString('utf8')), config).map(
      (mount) => before.get(keyOf(mount)) ?? watch(mount),
    );
  }
}

function watch(mount: Mount): Watched {
  const labels = [mount.path, deviceName(mount), mount.type, mount.readOnly ? 'ro' : 'rw'];
  return { mount, space: columnsOf(spaceMetrics, labels), inodes: columnsOf(inodeMetrics, labels) };
}

function keyOf(mount: Mount): string {
  return JSON.stringify([mount.path, mount.source, mount.type, mount.readOnly]);
}

/** As Telegraf names it: without the directory of devices. */
function deviceName(mount: Mount): string {
  return mount.source.startsWith('/dev/') ? mount.source.slice('/dev/'.length) : mount.source;
}

/** Under a host's `/proc` mounted into a container the first process sees the host's mounts, `self` does not. */
function mountinfoPath(procPath: string): string {
  const own = join(procPath, 'self', 'mountinfo');
  return existsSync(own) ? own : join(procPath, '1', 'mountinfo');
}
