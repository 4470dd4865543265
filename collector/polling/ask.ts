import type { AgentLines } from '#collector/intake/polling-desk.ts';
import type { Target } from '#collector/inventory/targets.ts';
import { sealFor, sealingSubject } from '#protocol/sealing.ts';
import type { Check, Checked } from '#protocol/session.ts';
import type { Plan, ZoneAgent } from './assign.ts';
import type { OpenedCredential } from './credential-fields.ts';
import type { Credentials } from './credentials.ts';
import { chosen } from './distribute.ts';
import type { Poll } from './polls.ts';
import { agentsOfZone, type NoAgentCode } from './zones.ts';

/** Something that is asked once. */
export interface Question {
  organisation: string;
  zone: string;
  address: string;
  probe: string;
  /** Secrets in the clear; they leave this process sealed for the agent only. */
  opened: OpenedCredential | undefined;
  settings: Record<string, unknown>;
  timeoutMs: number;
}

/** The answer and who brought it; or why nobody could be asked; or that the agent did not come back. */
export type Asked = { agent: string; checked: Checked } | NoAgentCode | 'no_answer';

export interface AskingOptions {
  lines: AgentLines;
  credentials: Pick<Credentials, 'open'>;
  plan(): Plan;
}

export type Asking = ReturnType<typeof askingThrough>;

/** Asks things once, at a person's wish, through an agent that can reach them. */
export function askingThrough({ lines, credentials, plan }: AskingOptions) {
  return {
    /** What stands at an address. */
    async recognise(question: Question): Promise<Asked> {
      const { organisation, zone, address } = question;
      const agents = agentsOfZone(plan(), organisation, zone, ({ id }) => lines.isConnected(id));
      if (typeof agents === 'string') return agents;
      const first = chosen(
        address,
        agents.map(({ id }) => ({ agent: id })),
      );
      return ask(agents.find(({ id }) => id === first) as ZoneAgent, question);
    },

    /** A target as it is asked anyway, now, and by the agent that does it. */
    async check(target: Target, poll: Poll, timeoutMs: number): Promise<Asked> {
      const { organisation, zone, address } = target;
      const agents = agentsOfZone(plan(), organisation, zone, ({ id }) => lines.isConnected(id));
      if (typeof agents === 'string') return agents;
      const owner = plan().owners.get(target.id);
      const agent = agents.find(({ id }) => id === owner) ?? (agents[0] as ZoneAgent);
      const opened = poll.credential === null ? undefined : await credentials.open(poll.credential);
      const { probe, settings } = poll;
      return ask(agent, { organisation, zone, address, probe, settings, opened, timeoutMs });
    },
  };

  async function ask({ id: agent, sealingKey }: ZoneAgent, question: Question): Promise<Asked> {
    const { address, probe, opened, settings, timeoutMs } = question;
    const checked = await lines.check(agent, probe, timeoutMs, (id) => ({
      address,
      settings: settings as NonNullable<Check['remote']>['settings'],
      ...(opened && { sealed: seal(opened, sealingKey ?? '', sealingSubject.check(id)) }),
    }));
    return checked ? { agent, checked } : 'no_answer';
  }
}

/** A credential for one agent's eyes. */
export function seal(opened: OpenedCredential, sealingKey: string, subject: string): string {
  return sealFor(sealingKey, JSON.stringify(opened), subject);
}
