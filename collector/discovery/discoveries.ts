import { randomUUID } from 'node:crypto';
import type { Actor, Audit } from '#collector/audit/audit.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import { inScopeSql, type Scope } from '#collector/people/caller.ts';
import { isNamed, parseRanges } from '#protocol/address-ranges.ts';
import type { Discovered } from '#protocol/session.ts';

/**
 * How a sweep is: `running`; `done`; `stopped` by a person; `failed`, as its error says; `interrupted` while nobody
 * hears of the agent that does it.
 */
export const DISCOVERY_STATES = ['running', 'done', 'stopped', 'failed', 'interrupted'] as const;
export type DiscoveryState = (typeof DISCOVERY_STATES)[number];

/** With which credential a sweep tries to open what it meets. */
export interface TriedCredential {
  credential: string;
  probe: string;
  settings: Record<string, unknown>;
}

/** A sweep of addresses. */
export interface Discovery {
  id: string;
  organisation: string;
  zone: string;
  /** The agent that does it. */
  agent: string;
  ranges: string[];
  credentials: TriedCredential[];
  /** Addresses a second. */
  rate: number;
  state: DiscoveryState;
  asked: number;
  total: number;
  error: string;
  madeBy: string;
  madeAtMs: number;
  endedAtMs: number | null;
}

/** Something that answered. */
export interface Found {
  address: string;
  probe: string;
  /** Id of the credential that opened it; empty where none did. */
  credential: string;
  recognised: Discovered['found'][number]['recognised'];
  foundAtMs: number;
}

interface Row extends Omit<Discovery, 'ranges' | 'credentials' | 'madeBy' | 'madeAtMs' | 'endedAtMs'> {
  ranges: string;
  credentials: string;
  made_by: string;
  made_at_ms: number;
  ended_at_ms: number | null;
}

interface FoundRow {
  address: string;
  probe: string;
  credential: string;
  recognised: string;
  found_at_ms: number;
}

/** 10.1.0.9 stands before 10.1.0.10. */
const BY_NUMBERS = new Intl.Collator('en', { numeric: true });

/** Kept of one organisation; the oldest that are over make room. */
const KEPT = 100;
/** Things found by one sweep; an agent that tells more is not believed. */
const FOUND_LIMIT = 70_000;

export type Discoveries = ReturnType<typeof discoveriesIn>;

/** Sweeps and what they found, in the ledger. */
export function discoveriesIn({ sql, audit, nowMs }: { sql: Sql; audit: Audit; nowMs(): number }) {
  return {
    /** Whatever was under way when the collector ended: the agent may go on with it and tell. */
    async interruptAll(): Promise<void> {
      await sql.run("UPDATE discoveries SET state = 'interrupted' WHERE state = 'running'");
    },

    async interrupt(agent: string): Promise<void> {
      await sql.run(
        "UPDATE discoveries SET state = 'interrupted' WHERE state = 'running' AND agent = ?",
        agent,
      );
    },

    create(
      actor: Actor,
      wanted: Pick<
        Discovery,
        'organisation' | 'zone' | 'agent' | 'ranges' | 'credentials' | 'rate' | 'total'
      >,
    ): Promise<Discovery> {
      const made: Discovery = {
        id: randomUUID(),
        ...wanted,
        state: 'running',
        asked: 0,
        error: '',
        madeBy: actor.who,
        madeAtMs: nowMs(),
        endedAtMs: null,
      };
      return sql.transaction(async () => {
        await makeRoom(made.organisation);
        await sql.run(
          `INSERT INTO discoveries (id, organisation, zone, agent, ranges, credentials, rate, state, asked, total,
             error, made_by, made_at_ms, ended_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)`,
          made.id,
          made.organisation,
          made.zone,
          made.agent,
          JSON.stringify(made.ranges),
          JSON.stringify(made.credentials),
          made.rate,
          made.state,
          made.asked,
          made.total,
          made.error,
          made.madeBy,
          made.madeAtMs,
        );
        const { id, organisation, zone, agent, ranges, credentials, rate } = made;
        await audit.write(actor, {
          action: 'discovery.create',
          object: `discovery:${id}`,
          organisation,
          after: { zone, agent, ranges, credentials, rate },
        });
        return made;
      });
    },

    /** Newest first, made before the cursor. */
    async list(
      scope: Scope,
      before: { madeAtMs: number; id: string } | undefined,
      limit: number,
    ): Promise<Discovery[]> {
      const filter = inScopeSql(scope, 'organisation');
      const { madeAtMs, id } = before ?? { madeAtMs: Number.MAX_SAFE_INTEGER, id: '' };
      const rows = await sql.all<Row>(
        `SELECT * FROM discoveries WHERE ${filter.text} AND (made_at_ms < ? OR (made_at_ms = ? AND id > ?))
         ORDER BY made_at_ms DESC, id LIMIT ?`,
        ...filter.values,
        madeAtMs,
        madeAtMs,
        id,
        limit,
      );
      return rows.map(toDiscovery);
    },

    get,

    /** By address as numbers, then probe. */
    async found(id: string): Promise<Found[]> {
      const rows = await sql.all<FoundRow>(
        'SELECT * FROM discovery_found WHERE discovery = ? ORDER BY probe',
        id,
      );
      return rows
        .map(({ address, probe, credential, recognised, found_at_ms }) => ({
          address,
          probe,
          credential,
          recognised: JSON.parse(recognised),
          foundAtMs: found_at_ms,
        }))
        .sort((a, b) => BY_NUMBERS.compare(a.address, b.address));
    },

    /** What the agent tells of its sweep; false when nobody wants it from this agent, or any more. */
    take(agent: string, told: Discovered): Promise<boolean> {
      return sql.transaction(async () => {
        const known = await get(told.id);
        if (!known || known.agent !== agent) return false;
        const isOver = known.state !== 'running' && known.state !== 'interrupted';
        const state = isOver ? known.state : stateOf(told);
        await sql.run(
          'UPDATE discoveries SET state = ?, asked = ?, total = ?, error = ?, ended_at_ms = ? WHERE id = ?',
          state,
          Math.max(known.asked, told.asked),
          told.total,
          isOver ? known.error : told.error,
          known.endedAtMs ?? (state === 'running' ? null : nowMs()),
          told.id,
        );
        if (told.found.length > 0) await keepFound(known, told.found);
        return !isOver;
      });
    },

    /** A person ends it; what was found stays. */
    async stop(actor: Actor, { id, organisation }: Discovery): Promise<void> {
      await sql.transaction(async () => {
        const rows = await sql.run(
          `UPDATE discoveries SET state = 'stopped', ended_at_ms = ?
           WHERE id = ? AND state IN ('running', 'interrupted')`,
          nowMs(),
          id,
        );
        if (rows === 0) return;
        await audit.write(actor, { action: 'discovery.stop', object: `discovery:${id}`, organisation });
      });
    },

    /** The agent could not be told of it. */
    async fail(id: string, error: string): Promise<void> {
      await sql.run(
        "UPDATE discoveries SET state = 'failed', error = ?, ended_at_ms = ? WHERE id = ?",
        error,
        nowMs(),
        id,
      );
    },

    async remove(actor: Actor, { id, organisation }: Discovery): Promise<void> {
      await sql.transaction(async () => {
        await sql.run('DELETE FROM discovery_found WHERE discovery = ?', id);
        await sql.run('DELETE FROM discoveries WHERE id = ?', id);
        await audit.write(actor, { action: 'discovery.remove', object: `discovery:${id}`, organisation });
      });
    },
  };

  async function get(id: string): Promise<Discovery | undefined> {
    const row = await sql.get<Row>('SELECT * FROM discoveries WHERE id = ?', id);
    return row && toDiscovery(row);
  }

  /** An agent finds what a person named and nothing else: whatever is accepted gets a secret of theirs. */
  async function keepFound({ id, ranges }: Discovery, found: Discovered['found']): Promise<void> {
    const named = parseRanges(ranges);
    const believed = found.filter(({ address }) => isNamed(named, address));
    const row = await sql.get<{ n: number }>(
      'SELECT COUNT(*) AS n FROM discovery_found WHERE discovery = ?',
      id,
    );
    for (const { address, probe, credential, recognised } of believed.slice(0, FOUND_LIMIT - (row?.n ?? 0))) {
      await sql.run(
        `INSERT INTO discovery_found (discovery, address, probe, credential, recognised, found_at_ms)
         VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (discovery, address, probe) DO UPDATE SET credential = excluded.credential,
           recognised = excluded.recognised, found_at_ms = excluded.found_at_ms`,
        id,
        address,
        probe,
        credential,
        JSON.stringify(recognised),
        nowMs(),
      );
    }
  }

  async function makeRoom(organisation: string): Promise<void> {
    const rows = await sql.all<{ id: string }>(
      `SELECT id FROM discoveries WHERE organisation = ? AND state <> 'running'
       ORDER BY made_at_ms DESC, id LIMIT ? OFFSET ?`,
      organisation,
      KEPT,
      KEPT - 1,
    );
    for (const { id } of rows) {
      await sql.run('DELETE FROM discovery_found WHERE discovery = ?', id);
      await sql.run('DELETE FROM discoveries WHERE id = ?', id);
    }
  }
}

function stateOf({ done, error }: Discovered): DiscoveryState {
  if (!done) return 'running';
  return error === '' ? 'done' : 'failed';
}

function toDiscovery({ ranges, credentials, made_by, made_at_ms, ended_at_ms, ...row }: Row): Discovery {
  return {
    ...row,
    ranges: JSON.parse(ranges),
    credentials: JSON.parse(credentials),
    madeBy: made_by,
    madeAtMs: made_at_ms,
    endedAtMs: ended_at_ms,
  };
}
