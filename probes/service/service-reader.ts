import type { Fact } from '../probe.ts';

/** One value: metric of the vocabulary, value, and the values of its labels in the order of the definition. */
export type ServiceValue = readonly [metric: string, value: number, ...labels: string[]];

/** What a service is. */
export interface ServiceProduct {
  vendor: string;
  product: string;
  /** Empty where it does not tell. */
  version: string;
  /** As it calls itself; empty where it does not. */
  name: string;
}

/** What asking a service once brought. */
export interface ServiceAnswer {
  product: ServiceProduct;
  values: readonly ServiceValue[];
  facts?: readonly Fact[];
  skipped?: readonly { what: string; why: string }[];
}

/** One request, with its time: what `check` shows. */
export interface Step {
  step: string;
  ms: number;
}

/** Reads one service again and again; keeps what has to be known from one time to the next. */
export interface ServiceReader {
  /** Rejects with a `ProbeError`. */
  read(signal: AbortSignal): Promise<ServiceAnswer>;
}

/** A value that is no number is not told. */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string' || value.trim() === '') return Number.NaN;
  return Number(value);
}

/** Share in percent; NaN where there is no whole. */
export function percentOf(part: number, whole: number): number {
  return whole > 0 ? (part / whole) * 100 : Number.NaN;
}
