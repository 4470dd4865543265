import type { Actor, Audit } from '#collector/audit/audit.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import { inScopeSql, type Scope } from '#collector/people/caller.ts';
import type { RoomPlan } from '#protocol/room.ts';

/** Rooms of one organisation that may have a plan of their own. */
const PLANS_PER_ORGANISATION = 200;

/** A plan that somebody saved; revisions begin with 1 and grow by one. */
export interface SavedPlan {
  organisation: string;
  room: string;
  revision: number;
  plan: RoomPlan;
  changedBy: string;
  changedAtMs: number;
}

interface Row {
  organisation: string;
  room: string;
  revision: number;
  plan: string;
  changed_by: string;
  changed_at_ms: number;
}

/** What became of an attempt to save: `changed` says who was there before. */
export type SaveOutcome = { saved: SavedPlan } | { changed: SavedPlan | undefined } | { tooMany: number };

/** Plans of rooms as people have corrected them. */
export class RoomPlans {
  readonly #sql: Sql;
  readonly #audit: Audit;
  readonly #nowMs: () => number;

  constructor(sql: Sql, audit: Audit, nowMs: () => number) {
    this.#sql = sql;
    this.#audit = audit;
    this.#nowMs = nowMs;
  }

  async get(organisation: string, room: string): Promise<SavedPlan | undefined> {
    const row = await this.#sql.get<Row>(
      'SELECT * FROM room_plans WHERE organisation = ? AND room = ?',
      organisation,
      room,
    );
    return row && toSaved(row);
  }

  /** Which rooms have one; without the plans themselves. */
  async names(scope: Scope): Promise<Pick<SavedPlan, 'organisation' | 'room'>[]> {
    const seen = inScopeSql(scope, 'organisation');
    return this.#sql.all(
      `SELECT organisation, room FROM room_plans WHERE ${seen.text} ORDER BY organisation, room`,
      ...seen.values,
    );
  }

  /** Saves what was made from `revision` (0: there was none); refuses when another one is in force by now. */
  put(
    actor: Actor,
    { organisation, room, revision, plan }: Pick<SavedPlan, 'organisation' | 'room' | 'revision' | 'plan'>,
  ): Promise<SaveOutcome> {
    return this.#sql.transaction(async () => {
      const before = await this.get(organisation, room);
      if ((before?.revision ?? 0) !== revision) return { changed: before };
      if (!before) {
        const count = await this.#sql.get<{ count: number }>(
          'SELECT COUNT(*) AS count FROM room_plans WHERE organisation = ?',
          organisation,
        );
        if (count && count.count >= PLANS_PER_ORGANISATION) return { tooMany: PLANS_PER_ORGANISATION };
      }
      const changedAtMs = this.#nowMs();
      await this.#sql.run(
        `INSERT INTO room_plans (organisation, room, revision, plan, changed_by, changed_at_ms)
         VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (organisation, room) DO UPDATE SET revision = excluded.revision, plan = excluded.plan,
           changed_by = excluded.changed_by, changed_at_ms = excluded.changed_at_ms`,
        organisation,
        room,
        revision + 1,
        JSON.stringify(plan),
        actor.who,
        changedAtMs,
      );
      await this.#audit.write(actor, {
        action: before ? 'room.change' : 'room.create',
        object: `room:${room}`,
        organisation,
        before: before && { revision, ...difference(before.plan, plan).before },
        after: { revision: revision + 1, ...difference(before?.plan, plan).after },
      });
      const saved = { organisation, room, revision: revision + 1, plan, changedBy: actor.who, changedAtMs };
      return { saved };
    });
  }

  /** From here on the room is drawn from what stands in it. False when it had no plan. */
  remove(actor: Actor, organisation: string, room: string): Promise<boolean> {
    return this.#sql.transaction(async () => {
      const before = await this.get(organisation, room);
      if (!before) return false;
      await this.#sql.run('DELETE FROM room_plans WHERE organisation = ? AND room = ?', organisation, room);
      const { revision, plan } = before;
      const action = 'room.remove';
      await this.#audit.write(actor, {
        action,
        object: `room:${room}`,
        organisation,
        before: { revision, plan },
      });
      return true;
    });
  }
}

/** The things that differ, and the size: a whole room for each rack that moves would fill the audit. */
function difference(before: RoomPlan | undefined, after: RoomPlan): { before: object; after: object } {
  const old = new Map((before?.items ?? []).map((item) => [item.id, JSON.stringify(item)]));
  const now = new Map(after.items.map((item) => [item.id, JSON.stringify(item)]));
  const of = (plan: RoomPlan | undefined, others: ReadonlyMap<string, string>) => ({
    widthCm: plan?.widthCm,
    depthCm: plan?.depthCm,
    items: (plan?.items ?? []).filter((item) => others.get(item.id) !== JSON.stringify(item)),
  });
  return { before: of(before, now), after: of(after, old) };
}

function toSaved({ plan, changed_by, changed_at_ms, ...row }: Row): SavedPlan {
  return { ...row, plan: JSON.parse(plan), changedBy: changed_by, changedAtMs: changed_at_ms };
}
