import { expect, test } from 'vitest';
import { proveRoom } from './prove/room.ts';

/** The short form of `npm run prove -- room`. */
test('a core switch of a room of 300 is one call, although the collector is killed meanwhile', async () => {
  const result = await proveRoom({ seconds: 1, seed: 5, say: () => {} });

  expect(result.violations, `seed ${result.seed}`).toEqual([]);
  expect(result.counts).toMatchObject({ machines: 302, rounds: 1, hidden: 300, kills: 1 });
});
