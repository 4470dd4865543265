import type { AgentIdentity, PushIdentity, SenderDirectory } from '#collector/intake/identity.ts';
import type { Targets } from '#collector/inventory/targets.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import { hashToken } from './tokens.ts';

/** A push key made more hosts than an organisation may have; sending again does not help. */
export class TooManyTargetsError extends Error {
  readonly allowed: number;
  constructor(host: string, allowed: number) {
    super(
      `the host ${host} is new, and the organisation already has ${allowed} targets, which is what is allowed`,
    );
    this.name = 'TooManyTargetsError';
    this.allowed = allowed;
  }
}

/** Targets of one organisation, so that a program that pushes invented hosts does not fill the ledger. */
export const TARGETS_PER_ORGANISATION = 20_000;

interface AgentRow {
  id: string;
  organisation: string;
  target: string;
  key_hash: string;
}

/**
 * Who may send, all of it in memory: a wrong key costs one hash and no look into the ledger. What changes keys
 * calls `learn…` or `withdraw…` after its commit, and the change counts from then on.
 */
export class Senders implements SenderDirectory {
  readonly #sql: Sql;
  readonly #targets: Targets;
  /** By hash of the key. */
  readonly #agents = new Map<string, AgentIdentity>();
  readonly #pushers = new Map<string, PushIdentity>();
  readonly #making = new Map<string, Promise<string>>();
  readonly #listeners: ((id: string) => void)[] = [];
  #allow: (identity: AgentIdentity) => Promise<void> = async () => {};
  readonly #targetsPerOrganisation: number;

  private constructor(sql: Sql, targets: Targets, targetsPerOrganisation: number) {
    this.#sql = sql;
    this.#targets = targets;
    this.#targetsPerOrganisation = targetsPerOrganisation;
  }

  static async open(
    sql: Sql,
    targets: Targets,
    targetsPerOrganisation = TARGETS_PER_ORGANISATION,
  ): Promise<Senders> {
    const senders = new Senders(sql, targets, targetsPerOrganisation);
    const agents = await sql.all<AgentRow>(
      'SELECT id, organisation, target, key_hash FROM agents WHERE withdrawn_at_ms IS NULL',
    );
    const further = await sql.all<{ agent: string; target: string }>(
      'SELECT agent, target FROM agent_targets',
    );
    const targetsOf = Map.groupBy(further, (row) => row.agent);
    for (const { id, organisation, target, key_hash } of agents) {
      const others = (targetsOf.get(id) ?? []).map((row) => row.target);
      senders.learnAgent(key_hash, { agent: id, organisation, target, targets: [target, ...others] });
    }
    const pushers = await sql.all<{ id: string; organisation: string; key_hash: string }>(
      'SELECT id, organisation, key_hash FROM push_keys WHERE withdrawn_at_ms IS NULL',
    );
    for (const { id, organisation, key_hash } of pushers)
      senders.learnPush(key_hash, { key: id, organisation });
    targets.onChange((id, target) => {
      if (!target) senders.#revoke(id);
    });
    return senders;
  }

  async agent(key: string): Promise<AgentIdentity | undefined> {
    return this.#agents.get(hashToken(key));
  }

  async push(key: string): Promise<PushIdentity | undefined> {
    return this.#pushers.get(hashToken(key));
  }

  targetForHost(organisation: string, host: string): Promise<string> {
    const known = this.#targets.byHost(organisation, host);
    if (known) return Promise.resolve(known.id);
    const key = `${organisation} ${host.toLowerCase()}`;
    const making =
      this.#making.get(key) ?? this.#make(organisation, host).finally(() => this.#making.delete(key));
    this.#making.set(key, making);
    return making;
  }

  onChange(listener: (id: string) => void): void {
    this.#listeners.push(listener);
  }

  /** Called with each agent whose targets are others now; the promise says when that counts. Its connection stays. */
  onTargets(allow: (identity: AgentIdentity) => Promise<void>): void {
    this.#allow = allow;
  }

  /**
   * Lets an agent write further targets, until they are deleted or its key is withdrawn: what it measured arrives
   * late when a line was cut. Resolves when it may; false when nobody has the agent's key any more.
   */
  async grant(agent: string, targets: readonly string[]): Promise<boolean> {
    const identity = this.#identityOf(agent);
    if (!identity) return false;
    const known = new Set(identity.targets);
    const added = targets.filter((target) => !known.has(target));
    if (added.length === 0) return true;
    await this.#sql.transaction(async (sql) => {
      for (const target of added)
        await sql.run(
          'INSERT INTO agent_targets (agent, target) VALUES (?, ?) ON CONFLICT (agent, target) DO NOTHING',
          agent,
          target,
        );
    });
    // Meanwhile targets may have gone, or come by another call.
    identity.targets = [
      ...new Set([...identity.targets, ...added.filter((id) => this.#targets.get(id) !== undefined)]),
    ];
    await this.#allow(identity);
    return true;
  }

  learnAgent(keyHash: string, identity: AgentIdentity): void {
    this.#agents.set(keyHash, identity);
    this.#tell(identity.agent);
  }

  learnPush(keyHash: string, identity: PushIdentity): void {
    this.#pushers.set(keyHash, identity);
  }

  /** What the agent may be given has changed: it says anew what it wants, over a new connection. */
  comeAgain(agent: string): void {
    this.#tell(agent);
  }

  /** The agent's key opens nothing from here on. */
  withdrawAgent(agent: string): void {
    for (const [hash, identity] of this.#agents) if (identity.agent === agent) this.#agents.delete(hash);
    this.#tell(agent);
  }

  withdrawPush(key: string): void {
    for (const [hash, identity] of this.#pushers) if (identity.key === key) this.#pushers.delete(hash);
    this.#tell(key);
  }

  #identityOf(agent: string): AgentIdentity | undefined {
    for (const identity of this.#agents.values()) if (identity.agent === agent) return identity;
    return undefined;
  }

  /** The target is gone for everybody who could write it. */
  #revoke(target: string): void {
    for (const identity of this.#agents.values()) {
      if (!identity.targets.includes(target)) continue;
      identity.targets = identity.targets.filter((id) => id !== target);
      this.#allow(identity).catch(() => {});
    }
  }

  #tell(id: string): void {
    for (const listener of this.#listeners) listener(id);
  }

  async #make(organisation: string, host: string): Promise<string> {
    if (
      this.#targets.idsIn({ everywhere: false, organisations: [organisation] }).size >=
      this.#targetsPerOrganisation
    ) {
      throw new TooManyTargetsError(host, this.#targetsPerOrganisation);
    }
    const target = await this.#sql.transaction(() =>
      this.#targets.insert({ organisation, kind: 'server', name: host, host }),
    );
    this.#targets.learn(target);
    return target.id;
  }
}
