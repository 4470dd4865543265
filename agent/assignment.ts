import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ProbeType } from '#probes/probe.ts';
import { Assignment } from '#protocol/session.ts';
import type { WrittenProbes } from './config/config.ts';
import { readIfThere, writeWhole } from './data-folder.ts';

/** A probe as it shall run: its type and its settings, read and valid. */
export interface WantedProbe {
  type: ProbeType;
  config: unknown;
  /** The settings as one text; another text means another configuration. */
  text: string;
}

/** What an agent shall do, and what of an assignment it will not. */
export interface Plan {
  wanted: WantedProbe[];
  refused: { probe: string; why: string }[];
  /** Probes that cannot work on this platform. */
  elsewhere: string[];
}

export interface PlanOptions {
  types: readonly ProbeType[];
  /** From the agent's own file. */
  written: WrittenProbes;
  /** From the collector. */
  assigned: WrittenProbes;
  /** Probes that the collector may configure. */
  bounds: readonly string[];
  platform: NodeJS.Platform;
}

/**
 * Merges an assignment over the agent's own file, within the bounds of that file. Settings that do not fit leave the
 * probe as the file has it, and are named.
 */
export function planProbes(options: PlanOptions): Plan {
  const { types, written, assigned, bounds, platform } = options;
  const plan: Plan = { wanted: [], refused: [], elsewhere: [] };
  for (const probe of Object.keys(assigned)) {
    if (!types.some(({ name }) => name === probe))
      plan.refused.push({ probe, why: 'this agent has no such probe' });
    else if (!bounds.includes(probe))
      plan.refused.push({ probe, why: 'beyond the bounds in the agent’s own file' });
  }
  for (const type of types) {
    const { name } = type;
    const isAssigned = Object.hasOwn(assigned, name) && bounds.includes(name);
    const own = readProbe(type, written[name]);
    const merged = isAssigned ? readProbe(type, mergeSettings(written[name], assigned[name])) : own;
    if (merged.why !== undefined) plan.refused.push({ probe: name, why: merged.why });
    const wanted = merged.why === undefined ? merged.wanted : own.wanted;
    if (wanted === undefined) continue;
    if (type.platforms.includes(platform)) plan.wanted.push(wanted);
    else plan.elsewhere.push(name);
  }
  return plan;
}

/** What one probe would run with; undefined when it is switched off. */
export function readProbe(type: ProbeType, written: unknown): { wanted?: WantedProbe; why?: string } {
  if (written === false) return {};
  const settings = written ?? {};
  const parsed = type.config.safeParse(settings);
  if (parsed.success) return { wanted: { type, config: parsed.data, text: JSON.stringify(settings) } };
  // Without a word about it, a probe that needs settings is simply not wanted.
  if (written === undefined) return {};
  const [issue] = parsed.error.issues;
  return { why: `${issue?.path.join('.') || 'settings'}: ${issue?.message}`.slice(0, 500) };
}

function mergeSettings(written: unknown, assigned: unknown): unknown {
  return isMap(written) && isMap(assigned) ? { ...written, ...assigned } : assigned;
}

/** The assignment that was in force when the agent last ran; what cannot be read counts as none. */
export function loadAssignment(folder: string): Assignment | undefined {
  try {
    return Assignment.parse(JSON.parse(readIfThere(pathIn(folder)) ?? ''));
  } catch {
    return undefined;
  }
}

export async function saveAssignment(folder: string, assignment: Assignment): Promise<void> {
  await writeWhole(pathIn(folder), JSON.stringify(assignment));
}

/** The agent belongs to somebody else now: at the next start there is none. */
export function forgetAssignment(folder: string): void {
  rmSync(pathIn(folder), { force: true });
}

function pathIn(folder: string): string {
  return join(folder, 'assignment.json');
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
