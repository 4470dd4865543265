import { join } from 'node:path';
import type { ProbeType } from '#probes/probe.ts';
import { oneFileProbe } from '../one-file-probe.ts';
import { FileDescriptorsConfig } from './config.ts';
import { fileDescriptorMetrics } from './metrics.ts';
import { parseFileNr } from './parse-file-nr.ts';

/** How many files are open, in relation to what the kernel allows. */
export const fileDescriptors: ProbeType<FileDescriptorsConfig> = {
  name: 'file_descriptors',
  config: FileDescriptorsConfig,
  metrics: fileDescriptorMetrics,
  platforms: ['linux'],
  every: { intervals: 1 },
  timeoutMs: 5_000,
  create: (_config, { procPath }) =>
    oneFileProbe(join(procPath, 'sys', 'fs', 'file-nr'), fileDescriptorMetrics, parseFileNr),
};
