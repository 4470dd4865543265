import { join } from 'node:path';
import * as z from 'zod';
import { makeSealingKey, type SealingKey } from '#protocol/sealing.ts';
import { readIfThere, writeWhole } from './data-folder.ts';

const Kept = z.strictObject({
  publicKey: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  privateKey: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});

/**
 * The key with which secrets are sealed for this agent, made at the first start. One that is damaged or cannot be
 * kept is replaced: the collector seals anew for whatever key the agent names.
 */
export async function obtainSealingKey(
  folder: string,
  onTrouble: (why: string) => void,
): Promise<{ key: SealingKey; isNew: boolean }> {
  const path = join(folder, 'sealing.key');
  const text = readIfThere(path);
  const kept = Kept.safeParse(parseJson(text));
  if (kept.success) return { key: kept.data, isNew: false };
  if (text !== undefined) onTrouble(`${path} is damaged; a new key takes its place`);
  const key = makeSealingKey();
  await writeWhole(path, `${JSON.stringify(key)}\n`).catch((error: Error) => onTrouble(error.message));
  return { key, isNew: true };
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
