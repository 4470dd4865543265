import { DiskConfig } from '../../../host/disk/config.ts';
import { inodeMetrics, spaceMetrics } from '../../../host/disk/metrics.ts';
import { type DfRow, parseDf } from '../../../host/disk/parse-df.ts';
import { type Mount, parseMountinfo } from '../../../host/disk/parse-mountinfo.ts';
import { selectMounts } from '../../../host/disk/select-mounts.ts';
import type { Sample } from '../findings.ts';

const KIB = 1024;
const defaults = DiskConfig.parse({});

/** File systems as the probe for disks of a host chooses, names and labels them. */
export function readDisks(mountinfo: string, df: string, dfi: string): Sample[] {
  const space = parseDf(df);
  const inodes = parseDf(dfi);
  const samples: Sample[] = [];
  for (const mount of selectMounts(parseMountinfo(mountinfo), defaults)) {
    const row = space.get(mount.path);
    if (row === undefined || row.total === 0) continue;
    const labels = labelsOf(mount);
    for (const [at, value] of spaceOf(row).entries()) samples.push(sampleAt(spaceMetrics, at, labels, value));
    const nodes = inodes.get(mount.path);
    if (nodes === undefined || nodes.total === 0) continue;
    const values = [nodes.total, nodes.free, nodes.used, (100 * nodes.used) / nodes.total];
    for (const [at, value] of values.entries()) samples.push(sampleAt(inodeMetrics, at, labels, value));
  }
  return samples;
}

function spaceOf({ total, used, free }: DfRow): number[] {
  return [total * KIB, free * KIB, used * KIB, (100 * used) / (used + free)];
}

function labelsOf({ path, source, type, readOnly }: Mount): string[] {
  return [path, source.replace(/^\/dev\//, ''), type, readOnly ? 'ro' : 'rw'];
}

function sampleAt(metrics: typeof spaceMetrics, at: number, labels: string[], value: number): Sample {
  return { metric: metrics[at] as Sample['metric'], labels, value };
}
