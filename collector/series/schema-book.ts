import type { Schema } from '#protocol/schema.ts';

/** A schema with the small number it has in this thread, for the life of the process. */
export interface KnownSchema {
  /** Counts up from 0; an index into arrays, never stored. */
  index: number;
  /** 32 hex digits. */
  id: string;
  schema: Schema;
}

/**
 * The schemas that this thread knows, found by the 16 identity bytes as they stand in an entry. The lookup makes
 * no string and no object.
 */
export interface SchemaBook {
  /** The schema whose identity stands at `offset`, or undefined when it is unknown here. */
  find(bytes: Uint8Array, offset: number): KnownSchema | undefined;
  byId(id: string): KnownSchema | undefined;
  byIndex(index: number): KnownSchema;
  /** Adding a known one returns it. */
  add(id: string, schema: Schema): KnownSchema;
  readonly size: number;
}

/** A schema as it is kept for as long as an entry of the journal or a sample refers to it. */
export interface KeptSchema {
  /** 32 hex digits. */
  id: string;
  schema: Schema;
}

/** Schemas in the ledger: written by the intake thread before their first frame, read by every thread. */
export interface SchemaLedger {
  all(): Promise<KeptSchema[]>;
  byId(id: string): Promise<KeptSchema | undefined>;
  /** Durable when it resolves; one that is known stays as it is. `source`: who sent it first. */
  save(schemas: readonly (KeptSchema & { source: string })[], nowMs: number): Promise<void>;
}
