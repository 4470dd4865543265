import type { PageMetrics } from '../machine/machine-data.ts';
import { DEVICE_METRICS, DEVICE_PANELS } from './device-metrics.ts';
import { INSIDE_PANELS } from './inside-panels.ts';

/** True for kinds whose probes have metrics of their own, which only the collector can name. */
export function isInside(kind: string): boolean {
  return kind in INSIDE_PANELS;
}

/** What the page of a target follows and draws; `named` are the metrics that the collector has of it. */
export function pageMetrics(kind: string, named: readonly string[]): PageMetrics {
  const others = named.filter((metric) => !DEVICE_METRICS.includes(metric)).sort();
  return { followed: [...DEVICE_METRICS, ...others], panels: INSIDE_PANELS[kind] ?? DEVICE_PANELS };
}
