import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { SCHEMA_ID_BYTES } from '#protocol/schema.ts';

/**
 * The canonical text of every schema that was sent, one small file each, so that a collector that does not know it
 * can be told, and one that does need not be told again after a restart: those of a thousand devices are many
 * megabytes.
 */
export interface SchemaShelf {
  /** True for what lay there when the shelf was opened, as far as its name goes; `check` makes sure. */
  has(id: string): boolean;
  /** Never rejects: what cannot be written stays in memory. */
  put(id: string, canonical: Uint8Array): Promise<void>;
  /** Puts it there again when what lies there is not whole. Never rejects. */
  check(id: string, canonical: Uint8Array): Promise<void>;
  get(id: string): Promise<Uint8Array | undefined>;
}

export interface SchemaShelfOptions {
  /** Files beyond this many are thrown away when the shelf is opened, the oldest first. */
  maxFiles?: number;
  /** Schemas that frames of earlier lives refer to, which stay in any case. */
  inUse?: ReadonlySet<string>;
}

const MAX_FILES = 20_000;
/** Those of a machine's own probes are below: an agent that asks no devices never needs what packs them. */
const PACKED_FROM_BYTES = 16_384;
const FILE = /^([0-9a-f]{32})\.(z|json)$/;
// Named when they are used: a bundle loads the library of Node only then.
const deflate = (bytes: Uint8Array) => promisify(deflateRaw)(bytes);
const inflate = (bytes: Uint8Array) => promisify(inflateRaw)(bytes);

/** The identity of a schema whose canonical bytes are at hand. */
export function identityOfBytes(canonical: Uint8Array): string {
  return createHash('sha256')
    .update(canonical)
    .digest('hex')
    .slice(0, SCHEMA_ID_BYTES * 2);
}

export async function openSchemaShelf(
  folder: string,
  { maxFiles = MAX_FILES, inUse = new Set() }: SchemaShelfOptions = {},
): Promise<SchemaShelf> {
  const inMemory = new Map<string, Uint8Array>();
  const there = await tidy();
  let writing = Promise.resolve();
  const pathOf = (id: string, isPacked: boolean): string => join(folder, `${id}.${isPacked ? 'z' : 'json'}`);
  const shelf: SchemaShelf = {
    has: (id) => there.has(id),
    put(id, canonical) {
      inMemory.set(id, canonical);
      // One after the other: packing takes memory.
      writing = writing.then(() => write(id, canonical));
      return writing;
    },
    async check(id, canonical) {
      if ((await shelf.get(id)) === undefined) await shelf.put(id, canonical);
    },
    async get(id) {
      const stored =
        inMemory.get(id) ?? (await readPlain(pathOf(id, false))) ?? (await readPacked(pathOf(id, true)));
      return stored && identityOfBytes(stored) === id ? stored : undefined;
    },
  };
  return shelf;

  async function write(id: string, canonical: Uint8Array): Promise<void> {
    const isPacked = canonical.length >= PACKED_FROM_BYTES;
    const path = pathOf(id, isPacked);
    try {
      const bytes = isPacked ? await deflate(canonical) : canonical;
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(`${path}.new`, bytes, { mode: 0o600 });
      await rename(`${path}.new`, path);
      inMemory.delete(id);
    } catch {
      // The disk is full or gone, which the outbox says; what is not written stays in memory.
    }
  }

  /** Throws away what is too much, and says what is there. Never rejects. */
  async function tidy(): Promise<Set<string>> {
    const names = await readdir(folder).catch(() => []);
    const files = names.flatMap((name) => {
      const [, id] = FILE.exec(name) ?? [];
      return id === undefined ? [] : [{ id, name }];
    });
    const tooMany = files.length - maxFiles;
    for (const { id, name } of tooMany > 0 ? await oldest(files, tooMany) : []) {
      await unlink(join(folder, name)).catch(() => {});
      files.splice(
        files.findIndex((file) => file.id === id),
        1,
      );
    }
    return new Set(files.map(({ id }) => id));
  }

  async function oldest(files: readonly { id: string; name: string }[], count: number) {
    const aged: { id: string; name: string; atMs: number }[] = [];
    for (const file of files) {
      if (inUse.has(file.id)) continue;
      const { mtimeMs } = await stat(join(folder, file.name)).catch(() => ({ mtimeMs: 0 }));
      aged.push({ ...file, atMs: mtimeMs });
    }
    return aged.sort((a, b) => a.atMs - b.atMs).slice(0, count);
  }

  async function readPacked(path: string): Promise<Uint8Array | undefined> {
    try {
      return await inflate(await readFile(path));
    } catch {
      return undefined;
    }
  }

  async function readPlain(path: string): Promise<Uint8Array | undefined> {
    return await readFile(path).catch(() => undefined);
  }
}
