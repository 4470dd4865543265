import { randomUUID } from 'node:crypto';
import type { Actor, Audit } from '#collector/audit/audit.ts';
import type { Refusals } from '#collector/audit/refusals.ts';
import type { Targets } from '#collector/inventory/targets.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import type { EnrolResponse } from '#protocol/session.ts';
import { inScopeSql, type Scope } from './caller.ts';
import type { Senders } from './senders.ts';
import { hashToken, makeToken } from './tokens.ts';

/** A one-time token as it is shown; the token itself is shown once, when it is made. */
export interface EnrolToken {
  id: string;
  organisation: string;
  comment: string;
  createdBy: string;
  createdAtMs: number;
  expiresAtMs: number;
  usedAtMs: number | null;
  usedByAgent: string | null;
  /** The zone whose targets the agent may be given: `*` for any, null for none. */
  zone: string | null;
}

/** Why a token was not taken. Trying again with the same one helps in no case. */
export type EnrolFault = 'unknown_token' | 'used_token' | 'expired_token';

interface TokenRow {
  id: string;
  organisation: string;
  comment: string;
  created_by: string;
  created_at_ms: number;
  expires_at_ms: number;
  used_at_ms: number | null;
  used_by_agent: string | null;
  zone: string | null;
}

const TOKEN_COLUMNS =
  'id, organisation, comment, created_by, created_at_ms, expires_at_ms, used_at_ms, used_by_agent, zone';

const TOKENS_KEPT_MS = 30 * 86_400_000;

export interface EnrolmentOptions {
  sql: Sql;
  targets: Targets;
  senders: Senders;
  audit: Audit;
  refusals: Refusals;
  nowMs(): number;
  /** Whether an agent is connected now: a second machine that looks like it is a clone and gets its own target. */
  isConnected(agent: string): boolean;
}

export type Enrolment = ReturnType<typeof enrolment>;

/** How agents come in: a one-time token becomes a key of the agent's own. */
export function enrolment(options: EnrolmentOptions) {
  const { sql, targets, senders, audit, nowMs } = options;

  return {
    /** The token opens one enrolment until it expires. Only here is it seen. */
    makeToken(
      actor: Actor,
      wanted: { organisation: string; comment: string; lifetimeMs: number; zone?: string | null },
    ): Promise<{ token: string; details: EnrolToken }> {
      return sql.transaction(async () => {
        const token = makeToken('enrol');
        const details: EnrolToken = {
          id: randomUUID(),
          organisation: wanted.organisation,
          comment: wanted.comment,
          createdBy: actor.who,
          createdAtMs: nowMs(),
          expiresAtMs: nowMs() + wanted.lifetimeMs,
          usedAtMs: null,
          usedByAgent: null,
          zone: wanted.zone ?? null,
        };
        await sql.run(
          `INSERT INTO enrol_tokens (id, organisation, token_hash, comment, created_by, created_at_ms, expires_at_ms,
             zone) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
          details.id,
          details.organisation,
          hashToken(token),
          details.comment,
          details.createdBy,
          details.createdAtMs,
          details.expiresAtMs,
          details.zone,
        );
        await audit.write(actor, {
          action: 'enrol_token.create',
          object: `enrol_token:${details.id}`,
          organisation: details.organisation,
          after: details,
        });
        return { token, details };
      });
    },

    async listTokens(scope: Scope, cursor: string, limit: number): Promise<EnrolToken[]> {
      const filter = inScopeSql(scope, 'organisation');
      const rows = await sql.all<TokenRow>(
        `SELECT ${TOKEN_COLUMNS} FROM enrol_tokens WHERE ${filter.text} AND id > ? ORDER BY id LIMIT ?`,
        ...filter.values,
        cursor,
        limit,
      );
      return rows.map(toToken);
    },

    async getToken(id: string): Promise<EnrolToken | undefined> {
      const row = await sql.get<TokenRow>(`SELECT ${TOKEN_COLUMNS} FROM enrol_tokens WHERE id = ?`, id);
      return row && toToken(row);
    },

    removeToken(actor: Actor, token: EnrolToken): Promise<void> {
      return sql.transaction(async () => {
        await sql.run('DELETE FROM enrol_tokens WHERE id = ?', token.id);
        await audit.write(actor, {
          action: 'enrol_token.remove',
          object: `enrol_token:${token.id}`,
          organisation: token.organisation,
          before: token,
        });
      });
    },

    /** Forgets tokens that ran out a while ago; the audit still knows them. */
    async sweep(): Promise<void> {
      await sql.run('DELETE FROM enrol_tokens WHERE expires_at_ms < ?', nowMs() - TOKENS_KEPT_MS);
    },

    /**
     * Exchanges a token for an agent with a key and a target. A machine that was here before and is not connected
     * now gets its target back and its old key is withdrawn, so that a reinstalled agent continues its history.
     */
    async enrol(
      wanted: { token: string; hostname: string; machine: string },
      address: string,
    ): Promise<EnrolResponse | EnrolFault> {
      const key = makeToken('agent');
      const result = await sql.transaction(async () => {
        const token = await sql.get<TokenRow>(
          `SELECT ${TOKEN_COLUMNS} FROM enrol_tokens WHERE token_hash = ?`,
          hashToken(wanted.token),
        );
        if (!token) return 'unknown_token';
        if (token.used_at_ms !== null) return 'used_token';
        if (token.expires_at_ms <= nowMs()) return 'expired_token';
        return admit(token, wanted, hashToken(key), address);
      });
      if (typeof result === 'string') {
        await options.refusals(
          { who: wanted.hostname, address },
          { action: 'agent.enrol', object: '', organisation: null, after: { reason: result } },
        );
        return result;
      }
      if (result.replaced) senders.withdrawAgent(result.replaced);
      targets.learn(result.target);
      senders.learnAgent(hashToken(key), {
        agent: result.agent,
        organisation: result.target.organisation,
        target: result.target.id,
        targets: [result.target.id, ...result.others],
      });
      return { agent: result.agent, target: result.target.id, key };
    },
  };

  async function admit(
    token: TokenRow,
    wanted: { hostname: string; machine: string },
    keyHash: string,
    address: string,
  ) {
    const { organisation } = token;
    const before = await earlierAgent(organisation, wanted);
    const known = before && targets.get(before.target);
    const returns = known !== undefined && before !== undefined && !options.isConnected(before.id);
    const target = returns
      ? known
      : await targets.insert({
          organisation,
          kind: 'server',
          name: wanted.hostname,
          host: wanted.hostname,
        });
    const agent = randomUUID();
    await sql.run(
      `INSERT INTO agents (id, organisation, target, hostname, machine, key_hash, enrolled_at_ms, enrolled_from,
         allowed_zone) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      agent,
      organisation,
      target.id,
      wanted.hostname,
      wanted.machine,
      keyHash,
      nowMs(),
      address,
      token.zone,
    );
    const others = returns ? await inherit(before.id, agent) : [];
    if (returns) await sql.run('UPDATE agents SET withdrawn_at_ms = ? WHERE id = ?', nowMs(), before.id);
    await sql.run(
      'UPDATE enrol_tokens SET used_at_ms = ?, used_by_agent = ? WHERE id = ?',
      nowMs(),
      agent,
      token.id,
    );
    await audit.write(
      { who: `agent:${agent}`, address },
      {
        action: 'agent.enrol',
        object: `agent:${agent}`,
        organisation,
        after: {
          target: target.id,
          hostname: wanted.hostname,
          token: token.id,
          zone: token.zone,
          replaces: returns ? before.id : null,
          looksLike: before && !returns ? before.id : null,
        },
      },
    );
    return { agent, target, others, replaced: returns ? before.id : undefined };
  }

  /** What the agent before has in its outbox comes under the key of the one that continues it. */
  async function inherit(before: string, agent: string): Promise<string[]> {
    await sql.run(
      'INSERT INTO agent_targets (agent, target) SELECT ?, target FROM agent_targets WHERE agent = ?',
      agent,
      before,
    );
    const rows = await sql.all<{ target: string }>('SELECT target FROM agent_targets WHERE agent = ?', agent);
    return rows.map((row) => row.target);
  }

  /** The agent that still has a key on a machine that looks like this one. */
  function earlierAgent(organisation: string, wanted: { hostname: string; machine: string }) {
    return sql.get<{ id: string; target: string }>(
      `SELECT id, target FROM agents WHERE organisation = ? AND machine = ? AND machine <> '' AND hostname = ?
         AND withdrawn_at_ms IS NULL ORDER BY enrolled_at_ms DESC LIMIT 1`,
      organisation,
      wanted.machine,
      wanted.hostname,
    );
  }
}

function toToken(row: TokenRow): EnrolToken {
  return {
    id: row.id,
    organisation: row.organisation,
    comment: row.comment,
    createdBy: row.created_by,
    createdAtMs: row.created_at_ms,
    expiresAtMs: row.expires_at_ms,
    usedAtMs: row.used_at_ms,
    usedByAgent: row.used_by_agent,
    zone: row.zone,
  };
}
