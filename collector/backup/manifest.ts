/*
 * What a point is made of: every file with the pieces that it is put together from, and figures by which a restore is
 * compared with what was there. Written last; a point without it is none.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';

/** The form of a manifest that this program writes; it reads no other. */
export const MANIFEST_FORMAT = 1;

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const Tally = z.strictObject({
  chunks: z.number(),
  rows: z.number(),
  samples: z.number(),
  sum: z.number(),
  damagedChunks: z.number(),
  strayBytes: z.number(),
});

const ManifestFile = z.strictObject({
  /** Path below the data directory, with `/`. */
  name: z.string().regex(/^[a-z0-9][\w.-]*(\/[a-z0-9][\w.-]*)*$/i),
  bytes: z.number(),
  /** Length of each piece but the last. */
  pieceBytes: z.number().min(1),
  pieces: z.array(Hash),
  /** How the file was when it was read: as long as that is so it is not read again. Null for a copy made for the backup. */
  seen: z.strictObject({ size: z.string(), mtimeNs: z.string(), inode: z.string() }).nullable(),
  /** Of a file of chunks. */
  tally: Tally.nullable(),
});
export type ManifestFile = z.infer<typeof ManifestFile>;

const Manifest = z.strictObject({
  format: z.literal(MANIFEST_FORMAT),
  /** Version of the program that made it. */
  ward: z.string(),
  /** The moment that it is of, UTC ms. */
  atMs: z.number(),
  tookMs: z.number(),
  machine: z.string(),
  dataDir: z.string(),
  withKey: z.boolean(),
  /** Where samples were kept. */
  samples: z.enum(['included', 'elsewhere', 'nowhere']),
  /** The kind of store that the settings named. */
  store: z.string(),
  /** Bytes that were not in the folder before. */
  newBytes: z.number(),
  ledger: z.strictObject({
    engine: z.enum(['sqlite', 'postgres']),
    format: z.number(),
    tables: z.record(z.string(), z.number()),
    rows: z.number(),
    audit: z.strictObject({ entries: z.number(), head: z.string() }),
    positions: z.strictObject({ judging: z.number(), records: z.number() }),
    collector: z.string(),
  }),
  journal: z.strictObject({
    from: z.number(),
    next: z.number(),
    batches: z.number(),
    entries: z.number(),
    bytes: z.number(),
    damagedEntries: z.number(),
    sendersPosition: z.number(),
    released: z.strictObject({ judging: z.number(), store: z.number(), records: z.number() }),
  }),
  /** Of the catalog; null where there is none. */
  catalog: z
    .strictObject({
      position: z.number(),
      groups: z.number(),
      tiers: z.record(z.string(), z.strictObject({ chunks: z.number(), rows: z.number() })),
      heads: Tally,
    })
    .nullable(),
  files: z.array(ManifestFile),
});
export type Manifest = z.infer<typeof Manifest>;

/** Its text, with a check over it, since whoever restores believes it. */
export function writeManifest(manifest: Manifest): string {
  const text = JSON.stringify(manifest);
  return `{"check":"${checkOf(text)}","manifest":${text}}\n`;
}

/** Reads a text again; throws an Error with what is wrong with it. */
export function readManifest(text: string): Manifest {
  const [, check, body] = /^\{"check":"([0-9a-f]{64})","manifest":(.*)\}\n$/s.exec(text) ?? [];
  if (check === undefined || body === undefined || check !== checkOf(body))
    throw new Error('it is not what was written');
  const value = JSON.parse(body);
  if (value.format !== MANIFEST_FORMAT)
    throw new Error(`it has format ${value.format}, this program reads ${MANIFEST_FORMAT}`);
  return Manifest.parse(value);
}

/** The length of a file's piece. */
export function pieceLength(
  { bytes, pieceBytes }: Pick<ManifestFile, 'bytes' | 'pieceBytes'>,
  index: number,
): number {
  return Math.min(pieceBytes, bytes - index * pieceBytes);
}

/** What a restore brings back. */
export function bytesOf({ files }: Pick<Manifest, 'files'>): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

function checkOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
