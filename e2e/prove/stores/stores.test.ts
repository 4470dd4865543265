import { expect, test } from 'vitest';
import type { ProofResult } from '../proof.ts';
import { proveStores } from './stores.ts';

/** The short form of `npm run prove -- stores`; the seed is that of no particular run. */
test('whatever a store suffers, each acknowledged sample stands in it once or is written down as lost', async () => {
  const result = await proveStores({ seconds: 0, count: 2, seed: 5, say: () => {} }, ['embedded']);

  expect(result.violations, `seed ${result.seed}`).toEqual([]);
  expect(missing(result)).toEqual([]);
});

/** What of all that makes the proof one did not happen in it. */
function missing({ counts }: ProofResult): string[] {
  const needed = ['wipe', 'put_back', 'acknowledged', 'found', 'excused', 'losses', 'framesJudged', 'alerts'];
  return needed.filter((name) => !((counts[`embedded.${name}`] ?? 0) > 0));
}
