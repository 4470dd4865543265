import type { Worker } from 'node:worker_threads';
import { type ThreadSource, threadSource } from './thread-source.ts';

/** The most that a thread may hold: a few hundred sessions and the configuration of a chassis. */
const RESOURCES = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 256 };

/** Starts a thread; `share`: how many threads share the limit of handshakes at a time. */
export async function startThread(share: number, source: ThreadSource = threadSource()): Promise<Worker> {
  const { Worker } = await import('node:worker_threads');
  const options = { workerData: { share }, execArgv: [], argv: [], resourceLimits: RESOURCES };
  const worker =
    'file' in source ? new Worker(source.file, options) : new Worker(source.code, { ...options, eval: true });
  // A program that ends does not wait for it.
  worker.unref();
  return worker;
}
