import type { MetricDefinition } from '../metric.ts';
import { coolingMetrics, roomMetrics } from './climate.ts';
import { hardwareMetrics, loadMetrics, storageMetrics, vmMetrics } from './hardware.ts';
import {
  alarmMetrics,
  configMetrics,
  deviceMetrics,
  fibreMetrics,
  firewallMetrics,
  interfaceMetrics,
  opticMetrics,
  trapCountMetrics,
  trapMetrics,
} from './network.ts';
import { serviceMetrics } from './service.ts';
import { upsMetrics } from './ups.ts';

/**
 * The words in which every device is described, whatever its make and however it is asked, so that one rule, one
 * page and one report serve all makes. Profiles and the probes that reach out use these; what no other make has, a
 * profile may define for itself.
 */
export const vocabulary: readonly MetricDefinition[] = [
  ...deviceMetrics,
  ...alarmMetrics,
  ...interfaceMetrics,
  ...opticMetrics,
  ...fibreMetrics,
  ...firewallMetrics,
  ...loadMetrics,
  ...hardwareMetrics,
  ...storageMetrics,
  ...vmMetrics,
  ...upsMetrics,
  ...coolingMetrics,
  ...roomMetrics,
  ...trapMetrics,
  ...trapCountMetrics,
  ...configMetrics,
  ...serviceMetrics,
];
