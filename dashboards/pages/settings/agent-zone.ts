import type { ZoneEntry } from '../../api/polling.ts';
import type { AgentEntry } from '../../api/shapes.ts';

const EVERY_ZONE = '*';

/** How an agent stands to the devices of its zone. */
export type AgentZone = 'none' | 'waits' | 'allowed';

/** Agents without a zone in their own file ask nothing; those with one wait until people allow it. */
export function agentZone({ zone, allowedZone }: Pick<AgentEntry, 'zone' | 'allowedZone'>): AgentZone {
  if (!zone) return 'none';
  return allowedZone === EVERY_ZONE || allowedZone === zone ? 'allowed' : 'waits';
}

/** Why a zone has targets that no agent asks; undefined while each is asked. */
export function zoneLack({
  unasked,
  agents,
}: ZoneEntry): 'none' | 'allowed' | 'living' | 'outdated' | undefined {
  if (unasked === 0) return undefined;
  if (agents.length === 0) return 'none';
  const allowed = agents.filter((agent) => agent.allowed);
  if (allowed.length === 0) return 'allowed';
  const living = allowed.filter((agent) => agent.living);
  if (living.length === 0) return 'living';
  return living.some((agent) => agent.canOpenSecrets) ? undefined : 'outdated';
}

/** The name of a zone as agents and the collector take it. */
export function isZoneName(name: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u.test(name);
}

export const PLATFORMS = ['linux', 'windows', 'npm'] as const;
export type Platform = (typeof PLATFORMS)[number];

/**
 * What starts an agent on another machine, as its installer takes it. Those of services have no zone: it goes into the
 * file of the agent. Names that `isZoneName` refuses must not come here.
 */
export function agentCommand(
  collector: string,
  token: string,
  zone: string,
  platform: Platform = 'npm',
): string {
  if (platform === 'linux') return `sudo sh agent/install.sh agent --collector ${collector} --token ${token}`;
  if (platform === 'windows')
    return `powershell -ExecutionPolicy Bypass -File install.ps1 -Collector ${collector} -Token ${token}`;
  const given = zone.includes(' ') ? `"${zone}"` : zone;
  return `npm run agent -- --collector ${collector} --token ${token}${zone ? ` --zone ${given}` : ''}`;
}

/** True for a version that came before the other, part by part; one that cannot be read is not said to be old. */
export function isOlder(version: string | null, other: string): boolean {
  const parts = (text: string) => text.split(/[.+-]/).slice(0, 3).map(Number);
  const [mine, theirs] = [parts(version ?? ''), parts(other)];
  if ([...mine, ...theirs].some(Number.isNaN) || mine.length < 3) return false;
  const at = mine.findIndex((part, place) => part !== theirs[place]);
  return at >= 0 && (mine[at] as number) < (theirs[at] as number);
}
