import { expect, test } from 'vitest';
import { proveBackup } from './backup.ts';

/** The short form of `npm run prove -- backup`. */
test('a backup of a collector under load comes back sample by sample, with its audit, targets and alerts', async () => {
  const { violations, counts, seed } = await proveBackup({ seconds: 0.1, seed: 5, say() {} });

  expect(violations, `seed ${seed}`).toEqual([]);
  expect(counts.collectorsRestored).toBeGreaterThan(0);
  expect(counts.samplesCompared).toBeGreaterThan(1_000);
});
