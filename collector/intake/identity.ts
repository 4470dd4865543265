/** Who sends, and what it may write; resolved from an agent key. */
export interface AgentIdentity {
  /** UUID. */
  agent: string;
  organisation: string;
  /** The target that stands for the machine of the agent. */
  target: string;
  /** Every target it may write, its own included; another list as soon as that changes. */
  targets: readonly string[];
}

/** A key with which a program pushes line protocol and the like. */
export interface PushIdentity {
  /** UUID of the key. */
  key: string;
  organisation: string;
}

/** Who may send. Answers come from memory in the common case; a withdrawn key stops being known at once. */
export interface SenderDirectory {
  agent(key: string): Promise<AgentIdentity | undefined>;
  push(key: string): Promise<PushIdentity | undefined>;
  /** The target that a pushed `host` stands for in an organisation, made on first sight. */
  targetForHost(organisation: string, host: string): Promise<string>;
  /** Called when a key is made or withdrawn, with the agent's or key's UUID. */
  onChange(listener: (id: string) => void): void;
}
