import type { Claim, Claimed, Discovered, Hello } from '#protocol/session.ts';
import type { AgentIdentity } from './identity.ts';

/** What agents that ask other things have to say, and whoever answers them. None of it may throw. */
export interface PollingDesk {
  /** It is welcome, and may be told what it shall do. */
  arrived(identity: AgentIdentity, hello: Hello): Promise<void>;
  /** Targets of its own file. */
  claim(identity: AgentIdentity, hello: Hello, claim: Claim): Promise<Claimed>;
  /** How a sweep goes. */
  discovered(identity: AgentIdentity, discovered: Discovered): Promise<void>;
}
