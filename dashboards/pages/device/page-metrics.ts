import { LIVE_METRICS } from '#protocol/live.ts';
import { vocabulary } from '#protocol/vocabulary/vocabulary.ts';
import type { PageMetrics } from '../machine/machine-data.ts';
import { DEVICE_METRICS, DEVICE_PANELS, KEY_FIGURES } from './device-metrics.ts';
import { INSIDE_PANELS } from './inside-panels.ts';

/** True for kinds whose probes have metrics of their own, which only the collector can name. */
export function isInside(kind: string): boolean {
  return kind in INSIDE_PANELS;
}

/** What the page of a target follows and draws; `named` are the metrics that the collector has of it. */
export function pageMetrics(kind: string, named: readonly string[]): PageMetrics {
  const panels = INSIDE_PANELS[kind];
  if (!panels) return { followed: DEVICE_METRICS, panels: DEVICE_PANELS };
  const charted = panels.flatMap(({ metrics }) => metrics.map(({ metric }) => metric));
  const known = [...KEY_FIGURES, ...charted, 'probe.state', 'probe.duration_seconds'];
  const inOrder = vocabulary.map(({ name }) => name).filter((name) => named.includes(name));
  const others = named.filter((name) => !inOrder.includes(name));
  return { followed: [...new Set([...inOrder, ...others, ...known])].slice(0, LIVE_METRICS), panels };
}
