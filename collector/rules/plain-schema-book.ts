import type { KnownSchema, SchemaBook } from '#collector/series/schema-book.ts';
import { readHex } from '#protocol/frame.ts';
import { SCHEMA_ID_BYTES } from '#protocol/schema.ts';

/** A schema book in plain words, for tests of what reads one. */
export function plainSchemaBook(): SchemaBook {
  const known: KnownSchema[] = [];
  const byId = new Map<string, KnownSchema>();
  return {
    find: (bytes, offset) => byId.get(readHex(bytes, offset, SCHEMA_ID_BYTES)),
    byId: (id) => byId.get(id),
    byIndex: (index) => known[index],
    add(id, schema) {
      const before = byId.get(id);
      if (before) return before;
      const added = { index: known.length, id, schema };
      known.push(added);
      byId.set(id, added);
      return added;
    },
    get size() {
      return known.length;
    },
  };
}
