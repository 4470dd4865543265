import type { Column } from '#protocol/schema.ts';
import { columnOf } from '../../metrics.ts';
import type { Reading } from '../../probe.ts';
import { deriveLight } from './derive-light.ts';
import { deriveRedundancy } from './derive-redundancy.ts';
import { type DerivedValue, type DoubtfulSince, deriveUps } from './derive-ups.ts';
import { codeOf, definitionOf, knownReadings } from './known-readings.ts';

export interface DeriveOptions {
  /** Kinds of parts for which losing all but one is worth an alert. */
  redundant: readonly string[];
  /** What an orderly shutdown of what hangs on a UPS takes. */
  shutdownMinutes: number;
}

/** What is made of the readings of one collection, to stand beside them. */
export interface Derived {
  readings: Reading[];
  /** What could not be derived or is doubted, and why. */
  skipped: { what: string; why: string }[];
}

/**
 * Makes readings of readings, for every make alike. One for each device: it remembers what was doubted in the
 * collections before, and keeps its columns the same objects.
 */
export function createDerivation(options: DeriveOptions): (readings: readonly Reading[]) => Derived {
  const doubts: DoubtfulSince = new Map();
  const columns = new Map<string, Column>();

  return (readings) => {
    const known = knownReadings(readings);
    const ups = deriveUps(known, options.shutdownMinutes, doubts);
    const values = [...ups.values, ...deriveRedundancy(known, options.redundant), ...deriveLight(known)];
    return { readings: values.map(toReading), skipped: ups.skipped };
  };

  function toReading({ metric, labels, value }: DerivedValue): Reading {
    const key = [metric, ...labels].join('\n');
    const column = columns.get(key) ?? columnOf(definitionOf(metric), labels);
    columns.set(key, column);
    return { column, value: typeof value === 'string' ? codeOf(metric, value) : value };
  }
}
