import type { Call, Delivery } from '#channels/channel.ts';
import { sampleCall } from '#channels/sample-call.ts';
import { channelType } from './channel-config.ts';
import type { UsableChannel } from './channels-repository.ts';

/** Tells a made-up alert once, marked as a test; nothing is recorded and nothing tried again. */
export async function testSend(
  settings: UsableChannel,
  more: Pick<Call, 'id' | 'language' | 'zone' | 'pagesUrl'>,
  nowMs: number,
  signal: AbortSignal,
): Promise<Delivery> {
  const channel = channelType(settings.kind).create(settings.config);
  try {
    return await channel.tell(sampleCall(nowMs, { ...more, test: true }), signal);
  } finally {
    await channel.close();
  }
}
