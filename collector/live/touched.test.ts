import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { TouchedGatherer } from './touched.ts';

it('sends the first touch at once and gathers what follows within the window', async () => {
  const sent: number[][] = [];
  let nowMs = 1_000;
  const gatherer = new TouchedGatherer(
    (touched) => sent.push([...touched]),
    () => nowMs,
  );

  gatherer.add([1]);
  nowMs += 1;
  gatherer.add([2, 3]);
  gatherer.add([3, 4]);

  expect(sent).toEqual([[1]]);
  while (sent.length < 2) await sleep(1);
  expect(sent).toEqual([[1], [2, 3, 4]]);
  gatherer.close();
});
