import type { KnownSchema } from '#collector/series/schema-book.ts';
import type { CompiledRule } from '#judging/compile-rule.ts';
import type { DeviceLimits } from '#protocol/device-limits.ts';
import type { Labels } from '#protocol/sample.ts';
import type { RuleInForce } from './rule-in-force.ts';

/** What judging needs to know of a series; the limits are those that its device gave last. */
export interface JudgedSeries {
  metric: string;
  labels: Labels;
  unit: string;
  limits?: DeviceLimits | undefined;
}

/** One rule on one series. Its state lies in the page of the target, at `at`. */
export interface Slot {
  /** Under the limits of the series. */
  rule: RuleInForce;
  compiled: CompiledRule;
  series: JudgedSeries;
  /** Stream that carried the series last, and how often it comes. */
  stream: string;
  intervalMs: number;
  at: number;
  /** False when no schema in use has the series. */
  bound: boolean;
  /** When the series went missing from its schema; 0 while it is there, or nobody has said otherwise. */
  vanishedAtMs: number;
}

/** How the frames of one schema reach their slots: three columns of equal length. */
export interface Binding {
  known: KnownSchema;
  stream: string;
  /** Where the page keeps the time of the newest frame. */
  timeAt: number;
  columns: Uint32Array;
  ats: Uint32Array;
  slots: Slot[];
  compiled: CompiledRule[];
  /** Columns whose values other slots of the page are divided by, and where each of them keeps its divisor. */
  feedColumns: Uint32Array;
  feedAts: Uint32Array;
}

/** A slot that ends, and its state as it was. */
export interface EndedSlot {
  slot: Slot;
  state: Float64Array;
  at: number;
  why: 'rule_removed' | 'rule_changed' | 'target_removed' | 'superseded';
}
