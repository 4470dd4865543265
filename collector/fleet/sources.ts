import { FLEET_SUBJECTS, HEARD_BY } from '#protocol/fleet.ts';
import type { Schema } from '#protocol/schema.ts';

/** Schemas that senders make by pushing. */
const PUSHED: ReadonlySet<string> = new Set(['line_protocol', 'remote_write', 'otlp']);
/** What the collector says about others, such as the clock of an agent. */
const COLLECTOR = 'collector';
/** Of itself it says this. */
const COLLECTOR_SIGN = 'ward.agents_connected';

/** True for what a target says of itself or answers; what others say about it is no sign that it is there. */
export function isOwnWord({ probe, columns }: Schema): boolean {
  if (probe === COLLECTOR) return columns.some(({ metric }) => metric === COLLECTOR_SIGN);
  return !probe.startsWith('inventory_changes');
}

/** True for what a sender pushes by itself. */
export function pushes({ probe }: Schema): boolean {
  return PUSHED.has(probe);
}

/** By which ways the schema lets its target be heard: bits of `HEARD_BY`. */
export function waysOf(schema: Schema): number {
  if (pushes(schema)) return HEARD_BY.pushed;
  if (schema.columns.some(({ metric }) => metric === 'agent.uptime_seconds')) return HEARD_BY.agent;
  if (isAsked(schema)) return HEARD_BY.asked;
  return schema.probe === 'job' ? HEARD_BY.asked : 0;
}

/** The first words of what it carries: `nginx` of `nginx.requests`. */
export function subjectsOf({ columns }: Schema): string[] {
  const found = new Set<string>();
  for (const { metric } of columns) {
    found.add(metric.slice(0, metric.indexOf('.')));
    if (found.size >= FLEET_SUBJECTS) break;
  }
  return [...found];
}

/** True for what the agent on the target measures there: neither asked from outside, nor pushed, nor the collector's word. */
export function isByAgent(schema: Schema): boolean {
  return !pushes(schema) && !isAsked(schema) && schema.columns.some(({ metric }) => OF_AGENTS.has(metric));
}

/** An agent says the one of itself, and the other of each of its probes. */
const OF_AGENTS: ReadonlySet<string> = new Set(['agent.uptime_seconds', 'probe.success']);

function isAsked({ columns }: Schema): boolean {
  return columns.some(({ metric }) => metric === 'probe.state');
}
