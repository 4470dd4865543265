import { parentPort } from 'node:worker_threads';
import { checkHistories } from './check-histories.ts';

/** Checks the ranges of seeds that come, one after the other. */
parentPort?.on('message', async (range: { firstSeed: number; histories: number }) => {
  parentPort?.postMessage(await checkHistories(range));
});
