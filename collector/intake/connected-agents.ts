import { randomUUID } from 'node:crypto';
import type { Check, Checked, Hello, ToAgent } from '#protocol/session.ts';
import type { AgentIdentity } from './identity.ts';
import { SenderClock } from './sender-clock.ts';

/** One open socket of an agent, as far as the list of agents needs it. */
export interface AgentConnection {
  identity: AgentIdentity;
  hello: Hello;
  readonly isOpen: boolean;
  /** Asks the other side whether it is still there; false after this long without any sign of life. */
  isThere(withinMs: number): Promise<boolean>;
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

/** Close codes that agents know. */
export const CLOSE = {
  /** Another connection of the same run has taken its place, or it did not answer any more. */
  replaced: 4000,
  /** Its key or its targets have changed: it may come again at once. */
  changed: 4001,
  /** It has not said who it is. */
  noHello: 4002,
  /** A person has to look at it: another machine works under this key. */
  cloned: 4403,
} as const;

interface Known {
  /** The one that is welcome; a second one has to wait until that is decided. */
  connection: AgentConnection | undefined;
  deciding: Promise<unknown>;
  clock: SenderClock;
  /** Of its last message. */
  identity: AgentIdentity | undefined;
  version: string | null;
  lastFrameAtMs: number | null;
  gaps: OpenGap[];
  /** Another machine was refused under this key not long before that. */
  clonedUntilMs: number;
}

/** A connection that is still there answers a ping within this time; an agent waits twice as long for its welcome. */
const ANSWER_MS = 5_000;
/** A refused machine tries again within ten minutes. */
const CLONED_MS = 900_000;
/** A check that is not answered this long after its own timeout is given up. */
const CHECK_GRACE_MS = 2_000;
/** A clock says nothing about an agent that was not heard of for this long. */
const SKEW_FRESH_MS = 120_000;
/** Gaps told of one agent. */
const GAPS_TOLD = 50;

/** Two machines use one key at the same time. */
export interface Clone {
  agent: string;
  organisation: string;
  /** Host names: of the one that is connected, and of the one that was refused. */
  hostnames: [string, string];
}

export interface ConnectedAgentsOptions {
  nowMs(): number;
  /** Told once for as long as it goes on. */
  onClone(clone: Clone): void;
  /** The connection of an agent has ended, and no other one has taken its place. */
  onLeave?(agent: string): void;
  answerMs?: number;
}

/** Which agents are connected and how they are doing; lives in memory, as long as the process. */
export class ConnectedAgents {
  readonly #options: ConnectedAgentsOptions;
  readonly #known = new Map<string, Known>();
  readonly #checks = new Map<string, (checked: Checked | undefined) => void>();

  constructor(options: ConnectedAgentsOptions) {
    this.#options = options;
  }

  /**
   * An agent has said hello; false when it is not welcome and was closed. Of two connections one is a leftover: of
   * the same run the older; of different runs the older when it no longer answers, as after a power failure. When it
   * does, two machines use one key. Their samples must not be mixed up, so that the newcomer is refused and keeps
   * what it has, and people are told.
   */
  join(connection: AgentConnection): Promise<boolean> {
    const known = this.#of(connection.identity.agent);
    const decided = known.deciding.then(() => this.#decide(known, connection));
    known.deciding = decided.catch(() => {});
    return decided;
  }

  leave(connection: AgentConnection): void {
    const known = this.#of(connection.identity.agent);
    if (known.connection !== connection) return;
    known.connection = undefined;
    this.#options.onLeave?.(connection.identity.agent);
  }

  /** A message of an agent has come. */
  heard(identity: AgentIdentity, nowMs: number): void {
    const known = this.#of(identity.agent);
    known.identity = identity;
    known.lastFrameAtMs = nowMs;
  }

  /** The clock of an agent, over all its connections. */
  clock(agent: string): SenderClock {
    return this.#of(agent).clock;
  }

  /** What is missing now, over all agents, also those not heard of since the start; who is not named misses nothing. */
  setGaps(gaps: ReadonlyMap<string, OpenGap[]>): void {
    for (const agent of gaps.keys()) this.#of(agent);
    for (const [agent, known] of this.#known) known.gaps = gaps.get(agent) ?? [];
  }

  isConnected(agent: string): boolean {
    return this.#known.get(agent)?.connection !== undefined;
  }

  status(agent: string): AgentStatus | undefined {
    const known = this.#known.get(agent);
    if (!known) return undefined;
    const { connection, version, lastFrameAtMs, clock, clonedUntilMs, gaps } = known;
    return {
      connected: connection !== undefined,
      version,
      lastFrameAtMs,
      skewMs: clock.skewMs,
      cloned: this.#options.nowMs() < clonedUntilMs,
      missingFrames: gaps.reduce((sum, { missing }) => sum + missing, 0),
      gaps: gaps.slice(0, GAPS_TOLD).map(({ epoch, from, to, sinceMs }) => ({ epoch, from, to, sinceMs })),
    };
  }

  /** The clocks minus ours of the agents that were heard of not long ago, whichever way they send. */
  *skews(): Iterable<{ identity: AgentIdentity; skewMs: number }> {
    const sinceMs = this.#options.nowMs() - SKEW_FRESH_MS;
    for (const { identity, lastFrameAtMs, clock } of this.#known.values()) {
      if (!identity || lastFrameAtMs === null || lastFrameAtMs < sinceMs || clock.skewMs === null) continue;
      yield { identity, skewMs: clock.skewMs };
    }
  }

  get connections(): number {
    let count = 0;
    for (const { connection } of this.#known.values()) if (connection) count++;
    return count;
  }

  /** False when the agent is not connected. */
  say(agent: string, message: ToAgent): boolean {
    const connection = this.#known.get(agent)?.connection;
    connection?.send(message);
    return connection !== undefined;
  }

  /**
   * Runs one probe once on the agent; undefined when it is not connected or does not answer. `remote` is made for
   * the id under which the check travels, which its secrets are sealed for.
   */
  check(
    agent: string,
    probe: string,
    timeoutMs: number,
    remote?: (id: string) => Check['remote'],
  ): Promise<Checked | undefined> {
    const id = randomUUID();
    const check: Check = { type: 'check', id, probe, timeoutMs, ...(remote && { remote: remote(id) }) };
    if (!this.say(agent, check)) return Promise.resolve(undefined);
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

  /** Ends the connection of an agent whose key was withdrawn or whose targets changed. */
  disconnect(agent: string): void {
    this.#known.get(agent)?.connection?.close(CLOSE.changed, 'the key was changed');
  }

  async #decide(known: Known, connection: AgentConnection): Promise<boolean> {
    const before = known.connection;
    if (before?.isOpen && connection.isOpen) {
      const isOther = before.hello.run !== connection.hello.run;
      if (isOther && (await before.isThere(this.#options.answerMs ?? ANSWER_MS))) {
        this.#refuseClone(known, before, connection);
        return false;
      }
      before.close(CLOSE.replaced, 'replaced by a newer connection');
    }
    if (!connection.isOpen) return false;
    known.connection = connection;
    known.version = connection.hello.version;
    return true;
  }

  #refuseClone(known: Known, before: AgentConnection, connection: AgentConnection): void {
    const { hostname } = before.hello;
    connection.close(CLOSE.cloned, `another machine works under this key: ${hostname}`.slice(0, 120));
    const nowMs = this.#options.nowMs();
    const wasKnown = nowMs < known.clonedUntilMs;
    known.clonedUntilMs = nowMs + CLONED_MS;
    if (wasKnown) return;
    const { agent, organisation } = connection.identity;
    this.#options.onClone({ agent, organisation, hostnames: [hostname, connection.hello.hostname] });
  }

  #of(agent: string): Known {
    let known = this.#known.get(agent);
    if (!known) {
      known = {
        connection: undefined,
        deciding: Promise.resolve(),
        clock: new SenderClock(),
        identity: undefined,
        version: null,
        lastFrameAtMs: null,
        gaps: [],
        clonedUntilMs: 0,
      };
      this.#known.set(agent, known);
    }
    return known;
  }
}
