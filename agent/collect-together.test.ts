import { expect, test } from 'vitest';
import { collectTogether } from './collect-together.ts';

test('what is quick is handed over in one go', async () => {
  const handed: (readonly string[])[] = [];

  await collectTogether([bringing(['a']), bringing([]), bringing(['b', 'c'])], (results) =>
    handed.push(results),
  );

  expect(handed).toEqual([['a', 'b', 'c']]);
});

test('what is slow delays nobody and follows on its own', async () => {
  const handed: (readonly string[])[] = [];
  let finishSlow: () => void = () => {};
  const slow = {
    collect: () =>
      new Promise<string[]>((resolve) => {
        finishSlow = () => resolve(['slow']);
      }),
  };

  const all = collectTogether([slow, bringing(['quick'])], (results) => {
    handed.push(results);
    finishSlow();
  });
  await all;

  expect(handed).toEqual([['quick'], ['slow']]);
});

test('nothing is handed over when nothing was brought', async () => {
  const handed: (readonly string[])[] = [];

  await collectTogether([bringing([])], (results) => handed.push(results));
  await collectTogether<string>([], (results) => handed.push(results));

  expect(handed).toEqual([]);
});

function bringing(results: string[]) {
  return { collect: async () => results };
}
