import type { MetricDefinition } from '../metric.ts';
import { coolingMetrics, roomMetrics } from './climate.ts';
import { databaseMetrics } from './database.ts';
import { hardwareMetrics, loadMetrics, storageMetrics, vmMetrics } from './hardware.ts';
import { inventoryMetrics } from './inventory.ts';
import { jobMetrics } from './job.ts';
import { logMetrics } from './log.ts';
import { middlewareMetrics } from './middleware.ts';
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
import { reachabilityMetrics } from './reachability.ts';
import { serviceMetrics } from './service.ts';
import { upsMetrics } from './ups.ts';
import { webMetrics } from './web.ts';

/**
 * The words in which every device is described, whatever its make and however it is asked, so that one rule, one
 * page and one report serve all makes. Profiles and the probes that reach out use these; what no other make has, a
 * profile may define for itself.
 */
export const deviceVocabulary: readonly MetricDefinition[] = [
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

/** Those words, and the ones for what runs inside: databases, middleware, pages, jobs and lines of logs. */
export const vocabulary: readonly MetricDefinition[] = [
  ...deviceVocabulary,
  ...databaseMetrics,
  ...middlewareMetrics,
  ...webMetrics,
  ...reachabilityMetrics,
  ...jobMetrics,
  ...logMetrics,
  ...inventoryMetrics,
];
