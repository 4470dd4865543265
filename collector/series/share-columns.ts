import { createHash } from 'node:crypto';
import type { Column, Schema } from '#protocol/schema.ts';

/**
 * Gives schemas with equal columns the same list of them: a thousand hosts of one make cost the memory of one
 * (measured: 200,000 columns of their own take 60 MB a thread).
 */
export function columnSharing(): (schema: Schema) => Schema {
  const known = new Map<string, readonly Column[]>();
  return (schema) => {
    const key = createHash('sha256').update(JSON.stringify(schema.columns)).digest('base64');
    const shared = known.get(key);
    if (shared) return { ...schema, columns: shared as Column[] };
    known.set(key, schema.columns);
    return schema;
  };
}
