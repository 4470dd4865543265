import type { Delivery } from '#channels/channel.ts';
import type { CallRecord } from './call-ledger.ts';
import { gatherNext } from './gather.ts';
import { handOver } from './hand-over.ts';
import { makeCall } from './make-call.ts';
import type { OpenChannel } from './open-channels.ts';
import type { Pipeline } from './pipeline.ts';
import { afterFailure, nextInLine, pauseMs, wantsFallback } from './retry-policy.ts';

/** Does the next thing that is due on a channel; false when nothing is. */
export async function callChannel(
  pipeline: Pipeline,
  open: OpenChannel,
  signal: AbortSignal,
): Promise<boolean> {
  const { calls, nowMs } = pipeline;
  if (!open.limit.isOpen(nowMs())) return false;
  const line = await calls.open(open.settings.name);
  const call = nextInLine(line, nowMs(), open.deliveredMs);
  if (!call) return gatherNext(pipeline, open.settings.name, line);
  if (await isNeedless(pipeline, call)) return true;
  open.limit.take(nowMs());
  await calls.begin(call.id, nowMs());
  const delivery = await attempt(pipeline, open, call, signal);
  await record(pipeline, open, { ...call, attempts: call.attempts + 1 }, delivery);
  return true;
}

/** Ends a call that nobody needs any more: its fallback has told all of it, or its recipient is gone. */
async function isNeedless(pipeline: Pipeline, call: CallRecord): Promise<boolean> {
  const { calls, contact, stats, nowMs } = pipeline;
  if (call.handedAtMs !== null && (await calls.wasToldInstead(call.id))) {
    await calls.end(call.id, 'failed', call.answer, { code: 'told_instead', params: {} }, nowMs());
    stats.failed++;
    return true;
  }
  if (call.recipient === '' || contact(call.recipient)) return false;
  await handOver(pipeline, call);
  await calls.end(call.id, 'failed', call.answer, { code: 'contact_gone', params: {} }, nowMs());
  stats.failed++;
  return true;
}

async function attempt(
  pipeline: Pipeline,
  { channel }: OpenChannel,
  due: CallRecord,
  signal: AbortSignal,
): Promise<Delivery> {
  pipeline.stats.attempts++;
  try {
    return await channel.tell(await makeCall(pipeline, due), signal);
  } catch (error) {
    return { delivered: false, retryable: true, reason: (error as Error).message };
  }
}

async function record(
  pipeline: Pipeline,
  { settings, limit, deliveredMs }: OpenChannel,
  call: CallRecord,
  delivery: Delivery,
): Promise<void> {
  const { calls, stats, nowMs, random } = pipeline;
  const now = nowMs();
  if (delivery.delivered) {
    stats.delivered++;
    deliveredMs.set(call.recipient, now);
    return calls.end(call.id, 'delivered', delivery.answer, { code: '', params: {} }, now);
  }
  if (pauseMs(delivery) > 0) {
    stats.throttled++;
    limit.pause(now + pauseMs(delivery));
  }
  const next = afterFailure(delivery, call.attempts, now - call.madeAtMs, random());
  const ageMs = now - call.sinceMs;
  if ('giveUp' in next || wantsFallback(call.attempts, ageMs, settings.fallbackAfterMs))
    await handOver(pipeline, call);
  if ('retryInMs' in next) {
    stats.retries++;
    return calls.retryLater(call.id, now + next.retryInMs, delivery.reason);
  }
  stats.failed++;
  const params = { attempts: String(call.attempts), hours: String(Math.round(ageMs / 3_600_000)) };
  await calls.end(call.id, 'failed', delivery.reason, { code: next.giveUp, params }, now);
}
