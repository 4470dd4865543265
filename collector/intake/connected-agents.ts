import { randomUUID } from 'node:crypto';
import type { Assignment, Checked, Hello, ToAgent } from '#protocol/session.ts';
import type { AgentIdentity } from './identity.ts';

/** One open socket of an agent, as far as the list of agents needs it. */
export interface AgentConnection {
  identity: AgentIdentity;
  hello: Hello;
  send(message: ToAgent): void;
  close(code: number, reason: string): void;
}

/** Sequences of an agent that are missing now. */
export interface OpenGap {
  epoch: string;
  from: number;
  to: number;
  missing: number;
  sinceMs: number;
}

/** How an agent is doing. */
export interface AgentStatus {
  connected: boolean;
  version: string | null;
  lastFrameAtMs: number | null;
  skewMs: number | null;
  missingFrames: number;
  gaps: { epoch: string; from: number; to: number; sinceMs: number | null }[];
  cloned: boolean;
}

interface Known {
  connections: Set<AgentConnection>;
  version: string | null;
  lastFrameAtMs: number | null;
  skewMs: number | null;
  gaps: OpenGap[];
  /** Machines that were connected at one time under this key, while they overlap. */
  cloned: boolean;
}

/** A check that is not answered this long after its own timeout is given up. */
const CHECK_GRACE_MS = 2_000;
/** Gaps told of one agent. */
const GAPS_TOLD = 50;

/** Two machines use one key at the same time. */
export interface Clone {
  agent: string;
  organisation: string;
  /** Host names of both. */
  hostnames: [string, string];
}

/** Which agents are connected and how they are doing; lives in memory, as long as the process. */
export class ConnectedAgents {
  readonly #known = new Map<string, Known>();
  readonly #checks = new Map<string, (checked: Checked | undefined) => void>();
  readonly #onClone: (clone: Clone) => void;

  constructor(onClone: (clone: Clone) => void) {
    this.#onClone = onClone;
  }

  /**
   * An agent has said hello. An older connection of the same machine is a leftover of a broken line and is closed;
   * one of another machine stays, since nobody can tell which of the two is the right one, and both are reported.
   */
  join(connection: AgentConnection): void {
    const known = this.#of(connection.identity.agent);
    for (const other of known.connections) {
      if (other.hello.machine === connection.hello.machine)
        other.close(4000, 'replaced by a newer connection');
      else if (!known.cloned) {
        known.cloned = true;
        const { agent, organisation } = connection.identity;
        this.#onClone({ agent, organisation, hostnames: [other.hello.hostname, connection.hello.hostname] });
      }
    }
    known.connections.add(connection);
    known.version = connection.hello.version;
  }

  leave(connection: AgentConnection): void {
    const known = this.#of(connection.identity.agent);
    known.connections.delete(connection);
    if (known.connections.size < 2) known.cloned = false;
  }

  /** A message of an agent has come; `skewMs` is its clock minus ours. */
  heard(agent: string, nowMs: number, skewMs: number): void {
    const known = this.#of(agent);
    known.lastFrameAtMs = nowMs;
    known.skewMs = skewMs;
  }

  /** What is missing now, over all agents, also those not heard of since the start; who is not named misses nothing. */
  setGaps(gaps: ReadonlyMap<string, OpenGap[]>): void {
    for (const agent of gaps.keys()) this.#of(agent);
    for (const [agent, known] of this.#known) known.gaps = gaps.get(agent) ?? [];
  }

  isConnected(agent: string): boolean {
    return (this.#known.get(agent)?.connections.size ?? 0) > 0;
  }

  status(agent: string): AgentStatus | undefined {
    const known = this.#known.get(agent);
    if (!known) return undefined;
    const { version, lastFrameAtMs, skewMs, cloned, gaps } = known;
    return {
      connected: known.connections.size > 0,
      version,
      lastFrameAtMs,
      skewMs,
      cloned,
      missingFrames: gaps.reduce((sum, { missing }) => sum + missing, 0),
      gaps: gaps.slice(0, GAPS_TOLD).map(({ epoch, from, to, sinceMs }) => ({ epoch, from, to, sinceMs })),
    };
  }

  /** Agent → its clock minus ours, of those that are connected. */
  *skews(): Iterable<{ identity: AgentIdentity; skewMs: number }> {
    for (const { connections, skewMs } of this.#known.values()) {
      const [first] = connections;
      if (first && skewMs !== null) yield { identity: first.identity, skewMs };
    }
  }

  get connections(): number {
    let count = 0;
    for (const { connections } of this.#known.values()) count += connections.size;
    return count;
  }

  /** Hands an assignment down; false when the agent is not connected. */
  assign(agent: string, assigned: Pick<Assignment, 'revision' | 'probes'>): boolean {
    return this.#send(agent, { type: 'assignment', ...assigned });
  }

  /** Runs one probe once on the agent; undefined when it is not connected or does not answer. */
  check(agent: string, probe: string, timeoutMs: number): Promise<Checked | undefined> {
    const id = randomUUID();
    if (!this.#send(agent, { type: 'check', id, probe, timeoutMs })) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const end = (checked: Checked | undefined) => {
        clearTimeout(timer);
        this.#checks.delete(id);
        resolve(checked);
      };
      const timer = setTimeout(() => end(undefined), timeoutMs + CHECK_GRACE_MS);
      this.#checks.set(id, end);
    });
  }

  checked(message: Checked): void {
    this.#checks.get(message.id)?.(message);
  }

  /** Ends the connections of an agent whose key was withdrawn or whose targets changed. */
  disconnect(agent: string): void {
    for (const connection of this.#known.get(agent)?.connections ?? [])
      connection.close(4001, 'the key was changed');
  }

  #send(agent: string, message: ToAgent): boolean {
    const connections = [...(this.#known.get(agent)?.connections ?? [])];
    connections.at(-1)?.send(message);
    return connections.length > 0;
  }

  #of(agent: string): Known {
    let known = this.#known.get(agent);
    if (!known) {
      known = {
        connections: new Set(),
        version: null,
        lastFrameAtMs: null,
        skewMs: null,
        gaps: [],
        cloned: false,
      };
      this.#known.set(agent, known);
    }
    return known;
  }
}
