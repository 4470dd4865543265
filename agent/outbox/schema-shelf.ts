import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SCHEMA_ID_BYTES } from '#protocol/schema.ts';

/**
 * The canonical text of every schema that a waiting frame may refer to, one small file each, so that a collector
 * that does not know it can be told even after a restart. Nothing here is lost by a power failure that the schema's
 * own item in the outbox would not survive.
 */
export interface SchemaShelf {
  /** Never rejects: what cannot be written stays in memory. */
  put(id: string, canonical: Uint8Array): Promise<void>;
  get(id: string): Promise<Uint8Array | undefined>;
  /** Forgets all but these. */
  keepOnly(ids: ReadonlySet<string>): Promise<void>;
}

/** The identity of a schema whose canonical bytes are at hand. */
export function identityOfBytes(canonical: Uint8Array): string {
  return createHash('sha256')
    .update(canonical)
    .digest('hex')
    .slice(0, SCHEMA_ID_BYTES * 2);
}

export function openSchemaShelf(folder: string): SchemaShelf {
  const inMemory = new Map<string, Uint8Array>();
  const pathOf = (id: string): string => join(folder, `${id}.json`);
  return {
    async put(id, canonical) {
      inMemory.set(id, canonical);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFile(`${pathOf(id)}.new`, canonical, { mode: 0o600 });
        await rename(`${pathOf(id)}.new`, pathOf(id));
        inMemory.delete(id);
      } catch {
        // The disk is full or gone, which the outbox says; schemas are few, so memory will do.
      }
    },
    async get(id) {
      const waiting = inMemory.get(id);
      if (waiting) return waiting;
      const stored = await readFile(pathOf(id)).catch(() => undefined);
      return stored && identityOfBytes(stored) === id ? stored : undefined;
    },
    async keepOnly(ids) {
      const names = await readdir(folder).catch(() => []);
      for (const name of names) {
        const [, id] = /^([0-9a-f]{32})\.json(?:\.new)?$/.exec(name) ?? [];
        if (id !== undefined && !ids.has(id)) await unlink(join(folder, name)).catch(() => {});
      }
    },
  };
}
