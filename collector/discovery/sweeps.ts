import type { Actor } from '#collector/audit/audit.ts';
import type { AgentIdentity } from '#collector/intake/identity.ts';
import type { AgentLines } from '#collector/intake/polling-desk.ts';
import { seal } from '#collector/polling/ask.ts';
import type { Plan, ZoneAgent } from '#collector/polling/assign.ts';
import type { Credentials } from '#collector/polling/credentials.ts';
import { chosen } from '#collector/polling/distribute.ts';
import { agentsOfZone, type NoAgentCode } from '#collector/polling/zones.ts';
import { sealingSubject } from '#protocol/sealing.ts';
import type { Discover, Discovered } from '#protocol/session.ts';
import type { Discoveries, Discovery, TriedCredential } from './discoveries.ts';

export interface SweepsOptions {
  discoveries: Discoveries;
  credentials: Pick<Credentials, 'open'>;
  lines: AgentLines;
  plan(): Plan;
  onFault(what: string, error: Error): void;
}

export type Sweeps = ReturnType<typeof sweepsThrough>;

/** Sweeps of addresses: handed to an agent that can reach them, and followed as it tells how they go. */
export function sweepsThrough({ discoveries, credentials, lines, plan, onFault }: SweepsOptions) {
  return {
    async start(
      actor: Actor,
      wanted: Pick<Discovery, 'organisation' | 'zone' | 'ranges' | 'credentials' | 'rate' | 'total'>,
    ): Promise<Discovery | NoAgentCode> {
      const { organisation, zone } = wanted;
      const agents = agentsOfZone(plan(), organisation, zone, ({ id }) => lines.isConnected(id));
      if (typeof agents === 'string') return agents;
      const first = chosen(
        wanted.ranges.join(),
        agents.map(({ id }) => ({ agent: id })),
      );
      const agent = agents.find(({ id }) => id === first) as ZoneAgent;
      const made = await discoveries.create(actor, { ...wanted, agent: agent.id });
      const { id, ranges, rate } = made;
      const tried = await Promise.all(wanted.credentials.map((one) => sealed(id, one, agent))).catch(
        async (error: Error) => {
          await discoveries.fail(id, error.message);
          throw error;
        },
      );
      if (lines.say(agent.id, { type: 'discover', id, ranges, rate, credentials: tried })) return made;
      await discoveries.fail(id, 'the agent went before it could be told');
      return 'zone_agents_away';
    },

    async stop(actor: Actor, discovery: Discovery): Promise<void> {
      lines.say(discovery.agent, { type: 'discover_stop', id: discovery.id });
      await discoveries.stop(actor, discovery);
    },

    /** An agent tells how a sweep goes; one that nobody wants any more is told to stop. */
    async discovered({ agent }: AgentIdentity, told: Discovered): Promise<void> {
      try {
        const isWanted = await discoveries.take(agent, told);
        if (!isWanted && !told.done) lines.say(agent, { type: 'discover_stop', id: told.id });
      } catch (error) {
        onFault('discovery', error as Error);
      }
    },

    left(agent: string): void {
      discoveries.interrupt(agent).catch((error) => onFault('discovery', error as Error));
    },
  };

  async function sealed(
    id: string,
    { credential, probe, settings }: TriedCredential,
    { sealingKey }: ZoneAgent,
  ): Promise<Discover['credentials'][number]> {
    const opened = await credentials.open(credential);
    return {
      id: credential,
      probe,
      settings: settings as Discover['credentials'][number]['settings'],
      ...(opened && { sealed: seal(opened, sealingKey ?? '', sealingSubject.discover(id)) }),
    };
  }
}
