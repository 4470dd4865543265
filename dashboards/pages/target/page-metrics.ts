import { LIVE_METRICS } from '#protocol/live.ts';
import { vocabulary } from '#protocol/vocabulary/vocabulary.ts';
import { DEVICE_METRICS, DEVICE_PANELS } from './device/device-metrics.ts';
import { INSIDE_PANELS } from './device/inside-panels.ts';
import { GENERIC, KINDS } from './kinds/kinds.ts';
import type { PageMetrics } from './machine-data.ts';
import { MACHINE_METRICS, PANELS, type Panel } from './panels.ts';
import { type NamedMetric, pushedPanels } from './pushed-panels.ts';

/** What an agent, or a program that speaks as one, tells of the machine that it runs on. */
const HOST_SUBJECTS = /^(cpu|mem|disk|system|diskio|processes|ward)\./;

/** What the page of a target is like: a host, a device, what runs inside, or something that only pushes. */
export type PageForm = 'host' | 'device' | 'inside' | 'pushed';

/** The form of the page of a target; `isPolled`: it is asked over the network. */
export function pageForm(kind: string, named: readonly NamedMetric[], isPolled: boolean): PageForm {
  if (kind in INSIDE_PANELS) return 'inside';
  if (kind === 'collector') return 'host';
  if (isPolled) return named.some(({ metric }) => metric === 'agent.uptime_seconds') ? 'host' : 'device';
  if (kind !== 'server' && kind !== 'device') return 'device';
  // Until something has come it is what people said it is.
  if (named.length === 0) return kind === 'server' ? 'host' : 'device';
  return named.some(({ metric }) => HOST_SUBJECTS.test(metric)) ? 'host' : 'pushed';
}

/** What the page of a target follows and draws; `named` are the metrics that the collector has of it. */
export function pageMetrics(
  kind: string,
  named: readonly NamedMetric[],
  form: PageForm = pageForm(kind, named, kind !== 'server'),
): PageMetrics {
  const planned = plannedPanels(kind, form);
  const panels = [...planned, ...pushedPanels(named, planned)];
  const names = named.map(({ metric }) => metric);
  const charted = panels.flatMap(({ metrics }) => metrics.map(({ metric }) => metric));
  const figures = (KINDS[kind] ?? GENERIC).map(({ metric }) => metric);
  const inOrder = vocabulary.map(({ name }) => name).filter((name) => names.includes(name));
  const others = names.filter((name) => !inOrder.includes(name));
  const first = form === 'host' ? MACHINE_METRICS : form === 'device' ? DEVICE_METRICS : [];
  const known = [
    ...figures,
    ...charted,
    'probe.state',
    'probe.duration_seconds',
    'probe.success',
    'agent.uptime_seconds',
  ];
  const followed = [...new Set([...first, ...inOrder, ...others, ...known])].slice(0, LIVE_METRICS);
  return { followed, panels, named: names };
}

function plannedPanels(kind: string, form: PageForm): readonly Panel[] {
  if (form === 'inside') return INSIDE_PANELS[kind] ?? [];
  if (form === 'pushed') return [];
  const [first, second] = form === 'host' ? [PANELS, DEVICE_PANELS] : [DEVICE_PANELS, PANELS];
  return [...first, ...second.filter(({ id }) => !first.some((each) => each.id === id))];
}
