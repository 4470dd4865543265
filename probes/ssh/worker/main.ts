import { parentPort, workerData } from 'node:worker_threads';
import { serveSsh } from './serve.ts';

/** Where a thread begins that is started from the sources. */
if (parentPort) serveSsh(parentPort, workerData.share);
