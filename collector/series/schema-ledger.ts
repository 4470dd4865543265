import type { Sql } from '#collector/ledger/sql.ts';
import type { Schema } from '#protocol/schema.ts';

/** A schema as it is kept for as long as an entry of the journal or a sample refers to it. */
export interface KeptSchema {
  id: string;
  schema: Schema;
}

/** Schemas in the ledger: written by the intake thread before their first frame, read by every thread. */
export function schemaLedger(sql: Sql) {
  return {
    async all(): Promise<KeptSchema[]> {
      const rows = await sql.all<{ id: string; content: string }>(
        'SELECT id, content FROM schemas ORDER BY first_seen_ms, id',
      );
      return rows.map(kept);
    },

    async byId(id: string): Promise<KeptSchema | undefined> {
      const row = await sql.get<{ id: string; content: string }>(
        'SELECT id, content FROM schemas WHERE id = ?',
        id,
      );
      return row && kept(row);
    },

    /** Durable when it resolves; one that is known stays as it is. */
    async save(schemas: readonly (KeptSchema & { source: string })[], nowMs: number): Promise<void> {
      await sql.transaction(async () => {
        for (const { id, schema, source } of schemas) {
          await sql.run(
            'INSERT INTO schemas (id, target, source, content, first_seen_ms) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
            id,
            schema.target,
            source,
            JSON.stringify(schema),
            nowMs,
          );
        }
      });
    },
  };
}
export type SchemaLedger = ReturnType<typeof schemaLedger>;

function kept(row: { id: string; content: string }): KeptSchema {
  return { id: row.id, schema: JSON.parse(row.content) as Schema };
}
