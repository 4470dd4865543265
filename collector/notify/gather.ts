import { breathe } from '#collector/threads/breathe.ts';
import type { CallRecord, CallSize } from './call-ledger.ts';
import { channelType } from './channel-config.ts';
import type { Pipeline } from './pipeline.ts';
import { holdsTheLine } from './retry-policy.ts';
import type { Waiting } from './telling-ledger.ts';

/** Events that a message lists one by one; more of them are a storm, and one message stands for all. */
const EVENTS_PER_MESSAGE = 50;
/** A program gets every event, and so many in one call. */
const EVENTS_PER_CALL = 500;
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
  const { most } = sizeOn(pipeline, channel);
  const ready = (await tellings.waiting(channel)).find(
    (each) => !held.has(each.recipient) && isComplete(each, most, nowMs()),
  );
  return ready !== undefined && gather(pipeline, ready);
}

/** Makes a call of what waits for a destination; false when somebody else does so already. */
export async function gather(pipeline: Pipeline, wanted: Waiting): Promise<boolean> {
  const { calls, stats, nowMs } = pipeline;
  const call = await calls.gather(wanted, sizeOn(pipeline, wanted.channel), nowMs());
  if (call?.isStorm) stats.storms++;
  return call !== undefined;
}

/** How many events one call may take, and how many of them it lists. */
function sizeOn({ channels }: Pipeline, channel: string): CallSize {
  const kind = channels.kindOf(channel);
  const type = kind === undefined ? undefined : channelType(kind);
  if (!type?.isForPrograms) return { most: Number.POSITIVE_INFINITY, listed: EVENTS_PER_MESSAGE };
  const most = type.eventsPerCall ?? EVENTS_PER_CALL;
  return { most, listed: most };
}

function isComplete({ tellings, oldestMs, newestMs }: Waiting, most: number, nowMs: number): boolean {
  if (tellings >= most) return true;
  if (nowMs - oldestMs < GROUP_WAIT_MS) return false;
  const grows = tellings > EVENTS_PER_MESSAGE && nowMs - newestMs < GROUP_WAIT_MS;
  return !grows || nowMs - oldestMs >= STORM_WAIT_MS;
}
