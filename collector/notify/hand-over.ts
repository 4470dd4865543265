import { breathe } from '#collector/threads/breathe.ts';
import type { CallRecord } from './call-ledger.ts';
import { channelType } from './channel-config.ts';
import { gather } from './gather.ts';
import type { Pipeline } from './pipeline.ts';
import type { Destination, FindContact } from './plan.ts';

/** Lets the fallbacks be told of what has not been delivered in time, whatever still becomes of it. */
export async function handOverLate(pipeline: Pipeline): Promise<void> {
  const { calls, channels, tellings, nowMs } = pipeline;
  for (const [channel, sinceMs] of channels.impatient(nowMs())) {
    for (const each of await tellings.waiting(channel)) {
      if (each.oldestMs <= sinceMs) await gather(pipeline, each);
    }
    for (const call of await calls.overdue(channel, sinceMs)) await handOver(pipeline, call);
  }
}

/** Lets the fallback be told what a call tells, once; nothing where there is none. */
export async function handOver(pipeline: Pipeline, call: CallRecord): Promise<void> {
  const { calls, channels, contact, stats, nowMs } = pipeline;
  if (call.handedAtMs !== null) return;
  const fallback = channels.fallbackOf(call.channel);
  if (!fallback) return;
  const to = { channel: fallback.name, recipient: recipientOn(fallback.kind, call, contact) };
  if (await calls.handOver(call, to, nowMs())) stats.fellBack++;
}

/** Ends what is for a channel that is gone; its fallback is told, where it has one. Returns how much had none. */
export async function giveUpChannel(pipeline: Pipeline, channel: string): Promise<number> {
  const { calls, channels, tellings, nowMs } = pipeline;
  if (channels.fallbackOf(channel)) {
    for (let made = true; made; await breathe()) {
      made = false;
      for (const each of await tellings.waiting(channel)) made = (await gather(pipeline, each)) || made;
    }
    for (let left = true; left; await breathe()) {
      const open = await calls.overdue(channel, Number.MAX_SAFE_INTEGER);
      for (const call of open) await handOver(pipeline, call);
      left = open.length > 0;
    }
  }
  const failed = (await tellings.failWaiting(channel)) + (await calls.failOpen(channel, nowMs()));
  channels.forget(channel);
  return failed;
}

/** The same contact where the channel can reach it, otherwise whom the channel itself names. */
function recipientOn(kind: string, { recipient }: Destination, contact: FindContact): string {
  const { reaches } = channelType(kind);
  if (reaches === null || recipient === '') return '';
  return contact(recipient)?.to[reaches] ? recipient : '';
}
