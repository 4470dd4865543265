import type { DeviceLimits } from '#protocol/device-limits.ts';
import type { MetricDefinition } from '#protocol/metric.ts';
import { vocabulary } from '#protocol/vocabulary/vocabulary.ts';

/** One value that a command told. Labels stand in the order of the definition's label names. */
export interface Sample {
  metric: MetricDefinition;
  labels: readonly string[];
  value: number;
  limits?: DeviceLimits;
}

/** A board, fan or supply with its own serial number. */
export interface Board {
  name: string;
  model: string;
  serial: string;
}

/** What a device is. */
export interface DeviceFacts {
  vendor: string;
  model: string;
  name: string;
  version: string;
  serial: string;
  uptimeSeconds: number;
  boards: Board[];
}

/** A device at the other end of a cable, as it announces itself by LLDP. */
export interface Neighbour {
  localPort: string;
  chassis: string;
  port: string;
  name: string;
  description: string;
}

/** Something that was read and left out, for people. */
export interface Ignored {
  what: string;
  why: string;
  /** As it should be, such as an empty slot: told only to who asks for every reason. */
  isNormal?: boolean;
}

/** What was understood of the output of one command. */
export interface Findings {
  samples?: readonly Sample[];
  facts?: Partial<DeviceFacts>;
  neighbours?: readonly Neighbour[];
  ignored?: readonly Ignored[];
}

const byName = new Map(vocabulary.map((metric) => [metric.name, metric]));

/** A metric of the vocabulary that all devices share. */
export function wordOf(name: string): MetricDefinition {
  const metric = byName.get(name);
  if (metric === undefined) throw new Error(`the vocabulary has no ${name}`);
  return metric;
}

/** The sample of a metric of the vocabulary; nothing when there is no value. */
export function sample(
  name: string,
  labels: readonly string[],
  value: number | undefined,
  limits?: DeviceLimits,
): Sample[] {
  if (value === undefined || Number.isNaN(value)) return [];
  return [{ metric: wordOf(name), labels, value, ...(limits && { limits }) }];
}
