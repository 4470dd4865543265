/*
 * The browser's socket, `/api/v1/live`. Text messages are JSON; values come as binary, since a page may watch
 * thousands of series:
 *
 *   browser ──subscribe──► hub
 *   browser ◄──snapshot─── hub      every matching series with its newest value, numbered
 *   browser ◄══values═════ hub      binary, only what is new
 *   browser ◄──series───── hub      series that appeared since
 *   browser ◄──alerts───── hub      what stands, at first and whenever it asks
 *   browser ◄──alert_…──── hub      the events of a moment, of the organisations of the person; of a storm how many
 *   browser ◄──fleet────── hub      for whoever asked: targets that fell silent or are heard again, and a new list
 *   browser ◄──pulse────── hub      each second: the clock, and whether judging and store keep up
 *
 *   values   0 u8 1 | 1 u8 version | 2 u16 subscription | 4 u32 n | 8 f64 time × n | f64 value × n | u32 number × n
 */
import type { Alert, AlertEvent } from './alert.ts';
import type { DeviceLimits } from './device-limits.ts';
import type { FleetNews } from './fleet.ts';
import type { MetricKind } from './metric.ts';
import type { Severity } from './rule.ts';

/** Metrics that one subscription may name: an exporter alone has hundreds. */
export const LIVE_METRICS = 1_000;
/** More events in one moment are a storm. */
export const STORM_EVENTS = 200;

/** What a browser asks for; no field means "all of it that the person may see". */
export interface LiveSelection {
  metrics: string[];
  targets?: string[];
  /** Values that a series' labels must have, such as `cpu: cpu-total`: a thousand machines have many cores. */
  labels?: Record<string, string>;
}

export type FromBrowser =
  | { type: 'subscribe'; subscription: number; select: LiveSelection }
  | { type: 'unsubscribe'; subscription: number }
  /** What stands, once more: after a storm. */
  | { type: 'alerts' }
  /** From here on, who falls silent and who is heard again. */
  | { type: 'fleet' };

/** A series of a subscription; `number` stands for it in `values`, for the life of the connection. */
export interface LiveSeries {
  number: number;
  target: string;
  metric: string;
  labels: Record<string, string>;
  kind: MetricKind;
  unit: string;
  /** Those that the device itself gives. */
  limits?: DeviceLimits | undefined;
  intervalMs: number;
  /** Newest value so far; null when there is none or it was not read. */
  timeMs: number | null;
  value: number | null;
}

/** How the collector itself is: shown when it is not well. */
export interface Pulse {
  type: 'pulse';
  nowMs: number;
  /** Entries of the journal not yet judged and not yet stored, and how old the oldest of each is. */
  judgingBehindMs: number;
  storeBehindMs: number;
  storeError: string | null;
}

export type ToBrowser =
  | {
      type: 'snapshot';
      subscription: number;
      series: LiveSeries[];
      truncatedAt: number | null;
    }
  | { type: 'series'; subscription: number; series: LiveSeries[] }
  /** Everything that is pending or firing, the newest of it as far as `truncatedAt`. */
  | { type: 'alerts'; alerts: Alert[]; truncatedAt: number | null }
  /** Everything that happened in a moment, in the order in which it did. */
  | { type: 'alert_events'; events: AlertEvent[] }
  /** Too much happened to tell each of it: a page that shows alerts asks for `alerts` when it calms down. */
  | { type: 'alert_storm'; events: number; fired: number; resolved: number; worst: Severity | null }
  | { type: 'refused'; subscription: number; code: string; detail: string }
  | FleetNews
  | Pulse;

export const LIVE_VERSION = 1;
export const VALUES_HEADER_BYTES = 8;

/** Bytes of a `values` message with `count` values. */
export function valuesBytes(count: number): number {
  return VALUES_HEADER_BYTES + count * 20;
}

/** A `values` message seen as columns, without copying; the buffer must begin at offset 0 of its ArrayBuffer. */
export function readValues(message: ArrayBuffer): {
  subscription: number;
  timesMs: Float64Array;
  values: Float64Array;
  numbers: Uint32Array;
} {
  const view = new DataView(message);
  const count = view.getUint32(4, true);
  return {
    subscription: view.getUint16(2, true),
    timesMs: new Float64Array(message, VALUES_HEADER_BYTES, count),
    values: new Float64Array(message, VALUES_HEADER_BYTES + count * 8, count),
    numbers: new Uint32Array(message, VALUES_HEADER_BYTES + count * 16, count),
  };
}
