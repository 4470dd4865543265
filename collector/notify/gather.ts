import { breathe } from './breathe.ts';
import type { CallRecord } from './call-ledger.ts';
import type { Pipeline } from './pipeline.ts';
import { holdsTheLine } from './retry-policy.ts';
import type { Waiting } from './telling-ledger.ts';

/** Events that a message lists one by one; more of them are a storm, and one message stands for all. */
const EVENTS_PER_CALL = 50;
/** The first event waits this long for others that belong into the same call. */
const GROUP_WAIT_MS = 500;
/** While a storm still grows its first event waits longer. */
const STORM_WAIT_MS = 10_000;

/** Makes a call of what waits, once nothing more is likely to join it; false when there is none to make. */
export async function gatherNext(
  pipeline: Pipeline,
  channel: string,
  line: readonly CallRecord[],
): Promise<boolean> {
  const { tellings, nowMs } = pipeline;
  const held = new Set(line.filter(holdsTheLine).map(({ recipient }) => recipient));
  await breathe();
  const ready = (await tellings.waiting(channel)).find(
    (each) => !held.has(each.recipient) && isComplete(each, nowMs()),
  );
  return ready !== undefined && gather(pipeline, ready);
}

/** Makes a call of what waits for a destination; false when somebody else does so already. */
export async function gather({ calls, stats, nowMs }: Pipeline, wanted: Waiting): Promise<boolean> {
  const call = await calls.gather(wanted, EVENTS_PER_CALL, nowMs());
  if (call && call.events > EVENTS_PER_CALL) stats.storms++;
  return call !== undefined;
}

function isComplete({ tellings, oldestMs, newestMs }: Waiting, nowMs: number): boolean {
  if (nowMs - oldestMs < GROUP_WAIT_MS) return false;
  const grows = tellings > EVENTS_PER_CALL && nowMs - newestMs < GROUP_WAIT_MS;
  return !grows || nowMs - oldestMs >= STORM_WAIT_MS;
}
