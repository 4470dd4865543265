import type * as z from 'zod';
import type { Explanation } from '#protocol/explanation.ts';
import type { MetricDefinition } from '#protocol/metric.ts';
import type { Column } from '#protocol/schema.ts';

/** One reading. The column says which series; a NaN value means "asked, and not read". */
export interface Reading {
  column: Column;
  value: number;
}

/** A fact that is no number, see `protocol/record.ts`. */
export interface Fact {
  kind: string;
  key: string;
  data: unknown;
}

/** What one collection brought. */
export interface Measurements {
  readings: readonly Reading[];
  facts?: readonly Fact[];
  /** What was left out and why, such as a dead mount: named, never silent. */
  skipped?: readonly { what: string; why: string }[];
}

/**
 * One way to measure one thing.
 *
 * Promises: making one opens no connection and reads no file. `collect` rejects when the thing cannot be read at
 * all, and stops soon after `signal` aborts. It is never called while an earlier call is under way. Columns whose
 * content did not change are the same objects as before (the sender compares by identity and order first).
 * `close` may be called twice, and without `collect` ever called.
 */
export interface Probe {
  collect(signal: AbortSignal): Promise<Measurements>;
  close(): Promise<void>;
}

/** What the visible list in `probe-types.ts` holds for each probe. */
export interface ProbeType<Config = unknown> {
  /** Folder name = kind in the configuration = subject in the docs. */
  name: string;
  /** Strict schema of what a user writes; every field has a default where one is sensible. */
  config: z.ZodType<Config>;
  /** Every metric that the probe may send. */
  metrics: readonly MetricDefinition[];
  /**
   * `here`: measures the machine on which the agent runs. `out`: asks something elsewhere over the network; its
   * configuration has an `address`, it runs once for each target, and its failures are `ProbeError`s.
   */
  reach?: 'here' | 'out';
  /** Platforms on which it can work; a probe elsewhere is left out and named. */
  platforms: readonly NodeJS.Platform[];
  /** How often it is collected, as a multiple of the agent's interval (1) or a fixed time. */
  every: { intervals: number } | { ms: number };
  /** A collection that takes longer is given up. */
  timeoutMs: number;
  create(config: Config, options: ProbeOptions): Probe;
  /** Asks once with all reasons given: what `check` and recognition show. */
  explain?(config: Config, options: ProbeOptions, signal: AbortSignal): Promise<Explanation>;
  /**
   * Says what is at an address with as little asking as possible, for sweeps: one exchange or two, without waiting
   * long for a silent one. Rejects as `collect` does. Absent: sweeps use `explain`.
   */
  recognise?(config: Config, options: ProbeOptions, signal: AbortSignal): Promise<Explanation['recognised']>;
}

/** What the program passes to every probe. */
export interface ProbeOptions {
  /** Roots of the kernel's file systems, others than `/proc` and `/sys` in tests and containers. */
  procPath: string;
  sysPath: string;
  /** Folder with device profiles of the user's own; absent: the shipped ones only. */
  profiles?: string;
  /** A clock, UTC ms; probes own none. */
  now(): number;
  /**
   * A file in which probes that reach out keep what must outlive the program (host keys, what a device was
   * recognised as); `name` is one word. Absent: nothing is kept.
   */
  remember?(name: string): Memory;
  /**
   * Asks a heavy question in a process of its own, so that what it needs is given back with the answer. Absent where
   * the program cannot start itself again: the probe asks in this process then.
   */
  askApart?(question: ApartQuestion, signal: AbortSignal): Promise<unknown>;
}

/** A small map that survives the program; written whole, a moment after it changed. */
export interface Memory {
  get(key: string): unknown;
  /** JSON values only; undefined forgets. */
  set(key: string, value: unknown): void;
}

/** Questions that are rare and heavy; `apart.ts` answers them. */
export type ApartQuestion = 'inventory';
