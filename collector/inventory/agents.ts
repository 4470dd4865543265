import type { Actor, Audit } from '#collector/audit/audit.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import { inScopeSql, type Scope } from '#collector/people/caller.ts';
import type { Senders } from '#collector/people/senders.ts';

/** An agent that was enrolled. */
export interface Agent {
  id: string;
  organisation: string;
  /** The target that stands for its machine. */
  target: string;
  hostname: string;
  enrolledAtMs: number;
  enrolledFrom: string;
  withdrawnAtMs: number | null;
  /** The network zone whose targets it asks, by its own word; null for none. */
  zone: string | null;
  /** X25519 public key, as it last said; null for an agent that cannot be given secrets. */
  sealingKey: string | null;
  /** The zone whose targets it may be given, as people have said: `*` for any, null for none. */
  allowedZone: string | null;
}

/** True when it may be given the targets of the zone that it names. */
export function servesZone({ zone, allowedZone }: Pick<Agent, 'zone' | 'allowedZone'>): boolean {
  return zone !== null && (allowedZone === ANY_ZONE || allowedZone === zone);
}

/** Stands for every zone. */
export const ANY_ZONE = '*';

interface Row {
  id: string;
  organisation: string;
  target: string;
  hostname: string;
  enrolled_at_ms: number;
  enrolled_from: string;
  withdrawn_at_ms: number | null;
  zone: string | null;
  sealing_key: string | null;
  allowed_zone: string | null;
}

const COLUMNS =
  'id, organisation, target, hostname, enrolled_at_ms, enrolled_from, withdrawn_at_ms, zone, sealing_key, allowed_zone';

export type Agents = ReturnType<typeof agentsIn>;

/** The agents in the ledger. */
export function agentsIn({
  sql,
  senders,
  audit,
  nowMs,
}: {
  sql: Sql;
  senders: Senders;
  audit: Audit;
  nowMs(): number;
}) {
  return {
    /** By id after `cursor`, withdrawn ones too. */
    async list(scope: Scope, cursor: string, limit: number): Promise<Agent[]> {
      const filter = inScopeSql(scope, 'organisation');
      const rows = await sql.all<Row>(
        `SELECT ${COLUMNS} FROM agents WHERE ${filter.text} AND id > ? ORDER BY id LIMIT ?`,
        ...filter.values,
        cursor,
        limit,
      );
      return rows.map(toAgent);
    },

    get,

    /** Its key opens nothing from here on and its connection is closed; what it sent stays. */
    async withdraw(actor: Actor, agent: Agent): Promise<void> {
      await sql.transaction(async () => {
        await sql.run('UPDATE agents SET withdrawn_at_ms = ? WHERE id = ?', nowMs(), agent.id);
        await audit.write(actor, {
          action: 'agent.withdraw',
          object: `agent:${agent.id}`,
          organisation: agent.organisation,
          before: agent,
        });
      });
      senders.withdrawAgent(agent.id);
    },

    /** What an agent says of itself when it connects; whoever may get secrets is in the audit when it changes. */
    says(id: string, zone: string | null, sealingKey: string | null): Promise<void> {
      return sql.transaction(async () => {
        const before = await get(id);
        if (!before || (before.zone === zone && before.sealingKey === sealingKey)) return;
        await sql.run('UPDATE agents SET zone = ?, sealing_key = ? WHERE id = ?', zone, sealingKey, id);
        await audit.write(
          { who: `agent:${id}`, address: '' },
          {
            action: 'agent.says_zone',
            object: `agent:${id}`,
            organisation: before.organisation,
            before: { zone: before.zone, sealingKey: before.sealingKey },
            after: { zone, sealingKey },
          },
        );
      });
    },

    /** People say whose targets it may be given; the agent says whether it wants them. */
    async allowZone(actor: Actor, agent: Agent, allowedZone: string | null): Promise<void> {
      await sql.transaction(async () => {
        await sql.run('UPDATE agents SET allowed_zone = ? WHERE id = ?', allowedZone, agent.id);
        await audit.write(actor, {
          action: 'agent.allow_zone',
          object: `agent:${agent.id}`,
          organisation: agent.organisation,
          before: { allowedZone: agent.allowedZone },
          after: { allowedZone },
        });
      });
      // The targets of its own file were refused, or are to be refused from now on.
      if (agent.allowedZone !== allowedZone) senders.comeAgain(agent.id);
    },

    /** Agents that name a zone and whose key still opens, whether they are connected or not, allowed or not. */
    async polling(): Promise<(Agent & { zone: string })[]> {
      const rows = await sql.all<Row>(
        `SELECT ${COLUMNS} FROM agents WHERE zone IS NOT NULL AND withdrawn_at_ms IS NULL ORDER BY id`,
      );
      return rows.map(toAgent) as (Agent & { zone: string })[];
    },

    /** Agents whose machine is this target and whose key still opens. */
    async ofTarget(target: string): Promise<Agent[]> {
      const rows = await sql.all<Row>(
        `SELECT ${COLUMNS} FROM agents WHERE target = ? AND withdrawn_at_ms IS NULL`,
        target,
      );
      return rows.map(toAgent);
    },
  };

  async function get(id: string): Promise<Agent | undefined> {
    const row = await sql.get<Row>(`SELECT ${COLUMNS} FROM agents WHERE id = ?`, id);
    return row && toAgent(row);
  }
}

function toAgent(row: Row): Agent {
  return {
    id: row.id,
    organisation: row.organisation,
    target: row.target,
    hostname: row.hostname,
    enrolledAtMs: row.enrolled_at_ms,
    enrolledFrom: row.enrolled_from,
    withdrawnAtMs: row.withdrawn_at_ms,
    zone: row.zone,
    sealingKey: row.sealing_key,
    allowedZone: row.allowed_zone,
  };
}
