import type * as z from 'zod';
import type { CredentialKind } from '#protocol/credential.ts';
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
  /** What people call what it asks, such as "PostgreSQL"; needed of probes that reach out and have no page of their own. */
  title?: { 'zh-CN': string; en: string };
  /** Kind of the targets that it is made for: `database`, `page`, `service`, `host` … */
  target?: string;
  /** Kinds of credentials that open such a target, the usual one first; absent: the one of its own name. */
  credentials?: readonly CredentialKind[];
  /**
   * It asks only what anybody on the internet may ask, such as a web page: while its owner has not written
   * `bounds.addresses`, an agent lets it ask public addresses as well.
   */
  isPublic?: boolean;
  /**
   * Whether somebody is there is what it measures, cheaply: it is asked at each interval also while nobody answers, so
   * that an outage is as long in the figures as it was. Others are asked less and less often then.
   */
  asksOn?: boolean;
  /** SQL or commands that make an account which may read exactly what the probe reads: what `check --grants` prints. */
  grants?(account: { user: string; product?: string }): Promise<string>;
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
  /**
   * The target's address as people wrote it, where `address` in the settings is what it led to: for `Host` headers
   * and the names in certificates.
   */
  host?: string;
  /**
   * Looks up another host that the target leads to, such as that of a redirect, and judges it by the agent's bounds.
   * Rejects with a `ProbeError`. Nothing that this has not returned is ever connected to, but the target's own address.
   * With a family only an address of that one will do.
   */
  resolve?(host: string, family?: 4 | 6): Promise<string>;
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
