import type { Sql } from '#collector/ledger/sql.ts';
import type { Schema } from '#protocol/schema.ts';
import type { KeptSchema, SchemaLedger } from './schema-book.ts';

/** The schemas of a migrated ledger. */
export function schemaLedger(sql: Sql): SchemaLedger {
  return {
    async all() {
      const rows = await sql.all<{ id: string; content: string }>(
        'SELECT id, content FROM schemas ORDER BY first_seen_ms, id',
      );
      return rows.map(kept);
    },

    async byId(id) {
      const row = await sql.get<{ id: string; content: string }>(
        'SELECT id, content FROM schemas WHERE id = ?',
        id,
      );
      return row && kept(row);
    },

    async save(schemas, nowMs) {
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

function kept(row: { id: string; content: string }): KeptSchema {
  return { id: row.id, schema: JSON.parse(row.content) as Schema };
}
