import { randomUUID } from 'node:crypto';
import type { Actor, Audit } from '#collector/audit/audit.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import { EVERYWHERE, inScopeSql, type Scope } from '#collector/people/caller.ts';
import { Board, type BoardEntry, type KeptBoard } from '#protocol/board.ts';

interface Row {
  id: string;
  organisation: string;
  name: string;
  revision: number;
  board: string;
  changed_by: string;
  changed_at_ms: number;
}

export type Boards = ReturnType<typeof boardsIn>;

/** The boards of the ledger. Those of everybody (`*`) are seen in every scope; who may change what is decided before. */
export function boardsIn(sql: Sql, audit: Audit, nowMs: () => number) {
  const seen = (scope: Scope) => {
    const { text, values } = inScopeSql(scope, 'organisation');
    return { text: `(${text} OR organisation = ?)`, values: [...values, EVERYWHERE] };
  };

  return {
    /** By name; all of them, since an organisation may have a few hundred. */
    async list(scope: Scope): Promise<BoardEntry[]> {
      const { text, values } = seen(scope);
      const rows = await sql.all<Row>(`SELECT * FROM boards WHERE ${text} ORDER BY name, id`, ...values);
      return rows.map((row) => {
        const { board, ...kept } = toKept(row);
        return { ...kept, name: board.name, description: board.description, panels: board.panels.length };
      });
    },

    async get(scope: Scope, id: string): Promise<KeptBoard | undefined> {
      const { text, values } = seen(scope);
      const row = await sql.get<Row>(`SELECT * FROM boards WHERE id = ? AND ${text}`, id, ...values);
      return row && toKept(row);
    },

    /** The board of this name in the organisation. */
    async named(organisation: string, name: string): Promise<KeptBoard | undefined> {
      const row = await sql.get<Row>(
        'SELECT * FROM boards WHERE organisation = ? AND name = ? ORDER BY id LIMIT 1',
        organisation,
        name,
      );
      return row && toKept(row);
    },

    async countIn(organisation: string): Promise<number> {
      const row = await sql.get<{ count: number }>(
        'SELECT COUNT(*) AS count FROM boards WHERE organisation = ?',
        organisation,
      );
      return Number(row?.count ?? 0);
    },

    async create(actor: Actor, organisation: string, board: Board): Promise<KeptBoard> {
      const kept: KeptBoard = {
        id: randomUUID(),
        organisation,
        revision: 1,
        board,
        changedBy: actor.who,
        changedAtMs: nowMs(),
      };
      await sql.transaction(async (sql) => {
        await sql.run(
          'INSERT INTO boards (id, organisation, name, revision, board, changed_by, changed_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)',
          kept.id,
          organisation,
          board.name,
          kept.revision,
          JSON.stringify(board),
          kept.changedBy,
          kept.changedAtMs,
        );
        await audit.write(actor, { ...deed('create', kept), after: board });
      });
      return kept;
    },

    /** Undefined when it is not at `revision` any more: somebody else was faster. */
    async change(
      actor: Actor,
      before: KeptBoard,
      revision: number,
      board: Board,
    ): Promise<KeptBoard | undefined> {
      const after: KeptBoard = {
        ...before,
        revision: revision + 1,
        board,
        changedBy: actor.who,
        changedAtMs: nowMs(),
      };
      return sql.transaction(async (sql) => {
        const changes = await sql.run(
          'UPDATE boards SET name = ?, revision = ?, board = ?, changed_by = ?, changed_at_ms = ? WHERE id = ? AND revision = ?',
          board.name,
          after.revision,
          JSON.stringify(board),
          after.changedBy,
          after.changedAtMs,
          before.id,
          revision,
        );
        if (changes === 0) return undefined;
        await audit.write(actor, { ...deed('change', before), before: before.board, after: board });
        return after;
      });
    },

    async remove(actor: Actor, board: KeptBoard): Promise<void> {
      await sql.transaction(async (sql) => {
        await sql.run('DELETE FROM boards WHERE id = ?', board.id);
        await audit.write(actor, { ...deed('remove', board), before: board.board });
      });
    },
  };
}

function deed(verb: 'create' | 'change' | 'remove', { id, organisation }: KeptBoard) {
  return { action: `board.${verb}`, object: `board:${id}`, organisation };
}

function toKept(row: Row): KeptBoard {
  return {
    id: row.id,
    organisation: row.organisation,
    revision: Number(row.revision),
    board: Board.parse(JSON.parse(row.board)),
    changedBy: row.changed_by,
    changedAtMs: Number(row.changed_at_ms),
  };
}
