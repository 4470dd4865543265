/*
 * Who asks what, and that each agent knows it.
 *
 *   targets, polls, credentials, agents change ─► (a moment for company) ─► plan: distribute ─► shares
 *        each connected agent: share as it was handed down? ─ no ─► may write its targets ─► revision + 1 ─► sealed, sent
 */
import type { AgentIdentity } from '#collector/intake/identity.ts';
import { type Agents, servesZone } from '#collector/inventory/agents.ts';
import type { Assignments } from '#collector/inventory/assignments.ts';
import type { Target, Targets } from '#collector/inventory/targets.ts';
import type { Senders } from '#collector/people/senders.ts';
import type { Assignment, Hello, ToAgent } from '#protocol/session.ts';
import type { Credentials } from './credentials.ts';
import { distribute, zoneOf } from './distribute.ts';
import type { PollInForce, Polls } from './polls.ts';
import { shareSealer } from './seal-share.ts';
import { digestOf, shareOf } from './share.ts';

/** Changes wait this long for company, which is well within any interval. */
const GATHER_MS = 1_000;
/** An agent without a connection keeps its targets for this long. */
const ABSENT_MS = 30_000;
/** After a fault, such as of the ledger. */
const RETRY_MS = 60_000;
/** As many as an assignment takes. */
const TARGETS_PER_AGENT = 10_000;

/** An agent of a zone, connected or not. */
export interface ZoneAgent {
  id: string;
  organisation: string;
  /** The machine on which it runs. */
  target: string;
  zone: string;
  /** Has a connection, or had one a moment ago. */
  living: boolean;
  sealingKey: string | null;
  /** People have said that it may be given the targets of this zone. */
  allowed: boolean;
}

/** Who asks what, as of the last change. */
export interface Plan {
  agents: ZoneAgent[];
  /** Agent → its targets. */
  shares: Map<string, string[]>;
  /** Target → the agent that asks it. */
  owners: Map<string, string>;
  /** Polls that are switched on, by target. */
  polls: Map<string, PollInForce[]>;
}

export interface AssignerOptions {
  agents: Pick<Agents, 'polling' | 'says'>;
  assignments: Assignments;
  polls: Polls;
  credentials: Credentials;
  targets: Targets;
  senders: Pick<Senders, 'grant'>;
  isConnected(agent: string): boolean;
  say(agent: string, message: ToAgent): boolean;
  nowMs(): number;
  onFault(what: string, error: Error): void;
  gatherMs?: number;
  absentMs?: number;
}

const NOTHING_PLANNED: Plan = { agents: [], shares: new Map(), owners: new Map(), polls: new Map() };

/** Hands down to each polling agent what it shall ask. Lives as long as the collector. */
export class Assigner {
  readonly #options: AssignerOptions;
  readonly #sealer: ReturnType<typeof shareSealer>;
  /** Revision that each connected agent has. */
  readonly #has = new Map<string, number>();
  readonly #goneAtMs = new Map<string, number>();
  readonly #startedAtMs: number;
  #plan = NOTHING_PLANNED;
  #running: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #timerAtMs = Number.POSITIVE_INFINITY;
  #closed = false;

  constructor(options: AssignerOptions) {
    this.#options = options;
    this.#startedAtMs = options.nowMs();
    const onUnreadable = (credential: string, error: Error) =>
      options.onFault(`credential ${credential}`, error);
    this.#sealer = shareSealer({ credentials: options.credentials, onUnreadable });
    const changed = () => this.changed();
    options.polls.onChange(changed);
    options.credentials.onChange(changed);
    options.targets.onChange(changed);
    this.changed();
    // Whoever did not come back until then after a restart of the collector is gone.
    this.#schedule(this.#absentMs);
  }

  /** Credentials that could not be opened for an agent. */
  get unreadable(): ReadonlySet<string> {
    return this.#sealer.unreadable;
  }

  get plan(): Plan {
    return this.#plan;
  }

  /** Something that the plan is made of has changed. */
  changed(): void {
    this.#schedule(this.#options.gatherMs ?? GATHER_MS);
  }

  /** An agent has connected: it gets what it lacks at once. */
  async arrived({ agent }: AgentIdentity, hello: Hello): Promise<void> {
    this.#goneAtMs.delete(agent);
    this.#has.set(agent, hello.assignment);
    try {
      await this.#options.agents.says(agent, hello.zone ?? null, hello.sealingKey ?? null);
      await this.#run();
    } catch (error) {
      this.#failed(error as Error);
    }
  }

  left(agent: string): void {
    this.#has.delete(agent);
    this.#goneAtMs.set(agent, this.#options.nowMs());
    this.#schedule(this.#absentMs);
  }

  /** Settings of an agent's own probes have changed; false when it is not connected and gets them when it comes. */
  async handDown(agent: string): Promise<boolean> {
    await this.#run();
    return this.#options.isConnected(agent);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  get #absentMs(): number {
    return this.#options.absentMs ?? ABSENT_MS;
  }

  /** At the earliest of the moments asked for; the ones after it are asked for anew by the run itself. */
  #schedule(inMs: number): void {
    const atMs = this.#options.nowMs() + inMs;
    if (this.#closed || atMs >= this.#timerAtMs) return;
    clearTimeout(this.#timer);
    this.#timerAtMs = atMs;
    this.#timer = setTimeout(() => {
      this.#timerAtMs = Number.POSITIVE_INFINITY;
      this.#run().catch((error) => this.#failed(error as Error));
    }, inMs);
    this.#timer.unref();
  }

  #failed(error: Error): void {
    this.#options.onFault('assignments', error);
    this.#schedule(RETRY_MS);
  }

  /** One after the other; who asks while one waits to begin gets that one. */
  #run(): Promise<void> {
    this.#waiting ??= this.#running
      .catch(() => {})
      .then(() => {
        this.#waiting = undefined;
        return this.#closed ? undefined : this.#assignAll();
      });
    this.#running = this.#waiting;
    return this.#waiting;
  }

  async #assignAll(): Promise<void> {
    this.#plan = await this.#makePlan();
    for (const agent of [...this.#has.keys()]) {
      // One that cannot be served, such as with a key that is none, keeps no other waiting.
      await this.#assign(agent).catch((error) => this.#failed(error as Error));
    }
  }

  async #makePlan(): Promise<Plan> {
    const { agents, polls, targets, nowMs, isConnected } = this.#options;
    const known = await agents.polling();
    const inForce = await polls.inForce();
    const zoneAgents = known.map((agent): ZoneAgent => {
      const { id, organisation, target, zone, sealingKey } = agent;
      const goneForMs = nowMs() - (this.#goneAtMs.get(id) ?? this.#startedAtMs);
      const living = isConnected(id) || goneForMs < this.#absentMs;
      if (living && !isConnected(id)) this.#schedule(this.#absentMs - goneForMs + 1);
      const allowed = servesZone(agent);
      return { id, organisation, target, zone: zoneOf(zone), living, sealingKey, allowed };
    });
    const pollers = zoneAgents
      .filter(({ living, allowed, sealingKey }) => living && allowed && sealingKey !== null)
      .map(({ id, organisation, zone }) => ({ agent: id, organisation, zone }));
    const asked = [...inForce.keys()].map((id) => targets.get(id)).filter(isThere);
    const shares = distribute(asked, pollers);
    const owners = new Map<string, string>();
    for (const [agent, ids] of shares) {
      // What is too much for one agent has no owner, and its zone says that nobody asks it.
      ids.splice(TARGETS_PER_AGENT);
      for (const id of ids) owners.set(id, agent);
    }
    return { agents: zoneAgents, shares, owners, polls: inForce };
  }

  async #assign(agent: string): Promise<void> {
    const { assignments, senders, targets, say } = this.#options;
    const known = this.#plan.agents.find(({ id }) => id === agent);
    const sealingKey = known?.sealingKey ?? '';
    const ids = this.#plan.shares.get(agent) ?? [];
    const share = shareOf(ids, targets, this.#plan.polls);
    const digest = digestOf(share, sealingKey);
    let assigned = await assignments.find(agent);
    if ((assigned?.targetsDigest ?? '') !== digest) assigned = await assignments.putTargets(agent, digest);
    // Before it is told: what it sends of a target that it may not write is refused for good.
    if (
      !(await senders.grant(
        agent,
        share.map(({ id }) => id),
      ))
    )
      return;
    if (!assigned || this.#has.get(agent) === assigned.revision) return;
    const message: Assignment = { type: 'assignment', revision: assigned.revision, probes: assigned.probes };
    if (known) message.targets = await this.#sealer.seal(agent, sealingKey, share);
    if (!this.#has.has(agent)) return;
    if (say(agent, message)) this.#has.set(agent, assigned.revision);
  }
}

function isThere(target: Target | undefined): target is Target {
  return target !== undefined;
}
