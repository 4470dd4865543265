import type { Check, Checked, Claim, Claimed, Discovered, Hello, ToAgent } from '#protocol/session.ts';
import type { AgentIdentity } from './identity.ts';

/** What agents that ask other things have to say, and whoever answers them. None of it may throw. */
export interface PollingDesk {
  /** It is welcome, and may be told what it shall do. */
  arrived(identity: AgentIdentity, hello: Hello): Promise<void>;
  /** Targets of its own file; undefined when nobody can say now, and it is to be asked again. */
  claim(identity: AgentIdentity, hello: Hello, claim: Claim): Promise<Claimed | undefined>;
  /** How a sweep goes. */
  discovered(identity: AgentIdentity, discovered: Discovered): Promise<void>;
}

/** The lines to the agents that are connected, for whoever has something asked. */
export interface AgentLines {
  isConnected(agent: string): boolean;
  /** False when there is no line. */
  say(agent: string, message: ToAgent): boolean;
  /** Undefined when there is no line, or no answer in time; `remote` is made for the id of the check. */
  check(
    agent: string,
    probe: string,
    timeoutMs: number,
    remote?: (id: string) => Check['remote'],
  ): Promise<Checked | undefined>;
}
