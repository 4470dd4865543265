import type { ZoneFigures } from '#collector/health/own-samples.ts';
import type { Target } from '#collector/inventory/targets.ts';
import type { Plan, ZoneAgent } from './assign.ts';
import { zoneKey, zoneOf } from './distribute.ts';

/** A part of the network that only agents inside of it can reach. */
export interface ZoneView {
  organisation: string;
  zone: string;
  /** Targets in it that the collector wants to have asked. */
  targets: number;
  /** Those of them that no agent asks. */
  unasked: number;
  agents: {
    id: string;
    target: string;
    living: boolean;
    allowed: boolean;
    canOpenSecrets: boolean;
    targets: number;
  }[];
}

/** Every zone that has targets to ask, or an agent that would ask them; by organisation and name. */
export function zonesOf(
  { agents, shares, owners, polls }: Plan,
  targets: { get(id: string): Target | undefined },
): ZoneView[] {
  const found = new Map<string, ZoneView>();
  for (const agent of agents) {
    zone(agent.organisation, agent.zone).agents.push({
      id: agent.id,
      target: agent.target,
      living: agent.living,
      allowed: agent.allowed,
      canOpenSecrets: agent.sealingKey !== null,
      targets: shares.get(agent.id)?.length ?? 0,
    });
  }
  for (const id of polls.keys()) {
    const target = targets.get(id);
    if (!target) continue;
    const view = zone(target.organisation, zoneOf(target.zone));
    view.targets++;
    if (!owners.has(id)) view.unasked++;
  }
  return [...found.values()].sort(byName);

  function zone(organisation: string, name: string): ZoneView {
    const key = zoneKey(organisation, name);
    let view = found.get(key);
    if (!view) {
      view = { organisation, zone: name, targets: 0, unasked: 0, agents: [] };
      found.set(key, view);
    }
    return view;
  }
}

/** Why nobody in a zone can be asked now; codes that pages have words for. */
export const NO_AGENT_CODES = [
  'zone_without_agent',
  'zone_agents_not_allowed',
  'zone_agents_away',
  'zone_agents_outdated',
] as const;
export type NoAgentCode = (typeof NO_AGENT_CODES)[number];

/** The agents of a zone that can be asked now, or why there are none. */
export function agentsOfZone(
  { agents }: Plan,
  organisation: string,
  zone: string,
  isHere: (agent: ZoneAgent) => boolean,
): ZoneAgent[] | NoAgentCode {
  const all = agents.filter((agent) => agent.organisation === organisation && agent.zone === zoneOf(zone));
  if (all.length === 0) return 'zone_without_agent';
  const allowed = all.filter((agent) => agent.allowed);
  if (allowed.length === 0) return 'zone_agents_not_allowed';
  const here = allowed.filter(isHere);
  if (here.length === 0) return 'zone_agents_away';
  const able = here.filter(({ sealingKey }) => sealingKey !== null);
  return able.length === 0 ? 'zone_agents_outdated' : able;
}

/** The sentence for a code. */
export function whyNoAgent(code: NoAgentCode, zone: string): string {
  switch (code) {
    case 'zone_without_agent':
      return `no agent serves the zone ${zone}: write \`zone: ${zone}\` into the file of an agent that can reach it`;
    case 'zone_agents_not_allowed':
      return `the agents that name the zone ${zone} may not be given its targets: allow one of them`;
    case 'zone_agents_away':
      return `no agent of the zone ${zone} is connected; try again when one is`;
    case 'zone_agents_outdated':
      return `the agents of the zone ${zone} cannot be given secrets: install a newer version of them`;
  }
}

function byName(a: ZoneView, b: ZoneView): number {
  const [left, right] = [zoneKey(a.organisation, a.zone), zoneKey(b.organisation, b.zone)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Zones with targets to ask, as the collector measures them. */
export function zoneFigures(zones: readonly ZoneView[]): ZoneFigures[] {
  return zones
    .filter(({ targets }) => targets > 0)
    .map(({ organisation, zone, unasked, agents }) => ({
      organisation,
      zone,
      unasked,
      agents: agents.filter(({ living }) => living).length,
    }));
}
