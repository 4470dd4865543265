import { expect, test } from 'vitest';
import { createTurnstile } from './turnstile.ts';

test('never lets more in than its limit, in the order in which they came', async () => {
  const turnstile = createTurnstile(3);
  const order: number[] = [];
  let most = 0;

  await Promise.all(
    Array.from({ length: 2_500 }, async (_, index) => {
      const leave = await turnstile.enter();
      order.push(index);
      most = Math.max(most, turnstile.inside);
      await Promise.resolve();
      leave();
    }),
  );

  expect(most).toBe(3);
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect([turnstile.inside, turnstile.waiting]).toEqual([0, 0]);
});
