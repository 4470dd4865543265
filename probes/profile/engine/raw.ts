import type { Section } from '../profile.ts';

/** A value as a device gave it, over SNMP or as the number of registers. */
export type RawValue = number | bigint | Uint8Array | string;

/** What was read of a section: a row for each index, of scalars one row with an empty index. */
export interface RawSection {
  indexes: readonly string[];
  /** For each cell, in the order of the section's `read`, its value in each row. */
  columns: readonly (readonly (RawValue | undefined)[])[];
  /** What could not be read whole, and why. */
  skipped: readonly { what: string; why: string }[];
}

/**
 * Where the values of a device come from: the engine does not know whether over SNMP or Modbus. Rejects with a
 * `ProbeError`; the next section is asked for all the same.
 */
export interface SectionSource {
  /** Sections of scalars, all in as few requests as can be; one result for each. */
  scalars(sections: readonly Section[], signal: AbortSignal): Promise<RawSection[]>;
  table(section: Section, signal: AbortSignal): Promise<RawSection>;
  /** Exchanges and values so far. */
  readonly figures: { readonly requests: number; readonly values: number };
}

/** What the engine learned about a device: which of several places, sections and scales are right. JSON. */
export interface Learned {
  /** Section and cell → the OID among `one_of`. */
  places: Record<string, string>;
  /** Group → the section that answers. */
  groups: Record<string, string>;
  /** Section and cell → the scale among several. */
  scales: Record<string, number>;
}

export function nothingLearned(): Learned {
  return { places: {}, groups: {}, scales: {} };
}

/** The name of a cell in `Learned`, and in what is said about it. */
export function cellName(section: Section, cell: string): string {
  return `${section.name}.${cell}`;
}
