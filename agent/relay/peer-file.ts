import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { Hello } from '#protocol/session.ts';
import { readIfThere, writeWhole } from '../data-folder.ts';
import { syncFolder } from '../outbox/segment.ts';

/** What a relay remembers of an agent that it passes on, beside its mailbox. Nobody but the relay's user may read it. */
export const PeerFile = z.strictObject({
  /** The key itself: what waits is delivered with it, also after a restart. */
  key: z.string().min(1).max(200),
  /** What a collector calls it; unknown as long as it has only been heard of by POST. */
  agent: z.string().optional(),
  target: z.string().optional(),
  /** As it said last; unknown when it can only POST. */
  hello: Hello.optional(),
  hostname: z.string().max(255).optional(),
  /** Its clock minus ours. */
  aheadMs: z.number().default(0),
});
export type PeerFile = z.infer<typeof PeerFile>;

/** Under which name a key is known: what stands in a listing of folders opens nothing. */
export function hashOfKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** Undefined when there is none that can be used. */
export function loadPeerFile(folder: string): PeerFile | undefined {
  try {
    return PeerFile.parse(JSON.parse(readIfThere(pathIn(folder)) ?? ''));
  } catch {
    return undefined;
  }
}

/** Resolves when it is durable. */
export async function savePeerFile(folder: string, file: PeerFile): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeWhole(pathIn(folder), `${JSON.stringify(file, null, 2)}\n`);
  await syncFolder(folder);
  await syncFolder(dirname(folder));
}

function pathIn(folder: string): string {
  return join(folder, 'agent.json');
}
