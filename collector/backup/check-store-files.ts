import { join } from 'node:path';
import { tallyCatalog } from '#collector/store/embedded/catalog-tally.ts';
import {
  type CountedFile,
  compareCatalog,
  countChunks,
  openAndAsk,
} from '#collector/store/embedded/check-embedded.ts';
import type { Manifest } from './manifest.ts';
import type { Differ } from './test-point.ts';

/**
 * The restored files of a store: as many samples with the same sums in each day, the catalog as it was and pointing at
 * what stands in them, and a store that opens there and answers.
 */
export async function checkStoreFiles(
  dataDir: string,
  manifest: Manifest,
  damaged: ReadonlySet<string>,
  differ: Differ,
  signal: AbortSignal | undefined,
): Promise<void> {
  const catalogFile = manifest.files.find(({ name }) => name.endsWith('/catalog.sqlite'))?.name ?? '';
  const folderName = catalogFile.slice(0, catalogFile.lastIndexOf('/'));
  const folder = join(dataDir, folderName);
  if (damaged.has(catalogFile)) return;
  try {
    const found = tallyCatalog(join(dataDir, catalogFile));
    const [text, expected] = [JSON.stringify(found), JSON.stringify(manifest.catalog)];
    if (text !== expected) differ('store', catalogFile, `the catalog holds ${text} instead of ${expected}`);
    if (manifest.samples !== 'included') return;

    const counted = new Map<string, CountedFile>();
    for (const { name, tally } of manifest.files) {
      if (!tally || damaged.has(name)) continue;
      const file = await countChunks(join(dataDir, name), signal);
      counted.set(name.slice(folderName.length + 1), file);
      const [has, had] = [JSON.stringify(file.tally), JSON.stringify(tally)];
      if (has !== had) differ('store', name, `${name} holds ${has} instead of ${had}`);
    }
    // Chunks that were damaged when the backup was made are so in it, too.
    const hadDamage = manifest.files.some(({ tally }) => tally && tally.damagedChunks + tally.strayBytes > 0);
    if (damaged.size > 0 || hadDamage) return;
    for (const { name, known, missing } of compareCatalog(folder, counted))
      if (missing > 0)
        differ('store', name, `${missing} of ${known} chunks that the catalog knows are not in ${name}`);
    const opened = await openAndAsk(folder, spanOf(manifest));
    if (opened.position !== manifest.catalog?.position)
      differ(
        'store',
        'position',
        `the store is at ${opened.position} instead of ${manifest.catalog?.position}`,
      );
    for (const complaint of opened.complaints) differ('store', folderName, complaint);
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error;
    differ('store', folderName, (error as Error).message);
  }
}

/** From the first day of which there is a file, or some days before the backup for one that is new. */
function spanOf({ files, atMs }: Manifest): { fromMs: number; toMs: number } {
  const days = files.flatMap(({ name }) => /\/raw\/(\d{4}-\d\d-\d\d)\.chunks$/.exec(name)?.[1] ?? []);
  const todayMs = Math.floor(atMs / DAY_MS) * DAY_MS;
  return { fromMs: Math.min(todayMs - 7 * DAY_MS, ...days.map(Date.parse)), toMs: atMs + 7 * DAY_MS };
}

const DAY_MS = 86_400_000;
