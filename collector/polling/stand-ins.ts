import type { AgentIdentity } from '#collector/intake/identity.ts';
import type { Hello, ToAgent } from '#protocol/session.ts';

export interface StandInsOptions {
  /** Of the machine on which the collector runs: what takes the one down may take the other. */
  hostname: string;
  say(agent: string, message: ToAgent): boolean;
}

/** Who tells people first when no collector answers any more. */
export interface StandIns {
  arrived(identity: AgentIdentity, hello: Hello): void;
  left(agent: string): void;
}

interface Candidate {
  agent: string;
  group: string;
  isOwnMachine: boolean;
  /** What it was told last. */
  rank: number | undefined;
}

/**
 * Ranks the agents of each zone that can tell people by themselves, so that one of them speaks for all. Each hears of
 * its rank when it arrives and whenever it changes; who is gone when the collector goes has no rank to lose.
 */
export function standIns({ hostname, say }: StandInsOptions): StandIns {
  const candidates = new Map<string, Candidate>();
  return {
    arrived({ agent, organisation }, hello) {
      if (!hello.alone) return;
      const group = `${organisation} ${hello.zone ?? ''}`;
      candidates.set(agent, { agent, group, isOwnMachine: hello.hostname === hostname, rank: undefined });
      rank(group);
    },
    left(agent) {
      const candidate = candidates.get(agent);
      candidates.delete(agent);
      if (candidate) rank(candidate.group);
    },
  };

  function rank(group: string): void {
    const members = [...candidates.values()]
      .filter((candidate) => candidate.group === group)
      .sort((a, b) => Number(a.isOwnMachine) - Number(b.isOwnMachine) || (a.agent < b.agent ? -1 : 1));
    for (const [index, candidate] of members.entries()) {
      if (candidate.rank === index) continue;
      if (say(candidate.agent, { type: 'stand_in', rank: index })) candidate.rank = index;
    }
  }
}
