import type { Call, Channel } from '#channels/channel.ts';
import { channelType } from '#collector/notify/channel-config.ts';
import type { ChannelsRepository, UsableChannel } from '#collector/notify/channels-repository.ts';
import type { Paces } from '#collector/notify/paces.ts';
import type { FindContact } from '#collector/notify/plan.ts';
import { RateLimit } from '#collector/notify/rate-limit.ts';
import { afterFailure, pauseMs } from '#collector/notify/retry-policy.ts';
import type { Drill } from '#protocol/drill.ts';
import type { DrillLedger, KeptCall } from './drill-ledger.ts';

/** What sending a drill needs. */
export interface DrillSending {
  ledger: DrillLedger;
  channels: Pick<ChannelsRepository, 'usable'>;
  findContact: FindContact;
  /** How an organisation is spoken to. */
  tone(organisation: string): { language: 'zh-CN' | 'en'; zone: string };
  answerUrl(call: string): string;
  /** Where links in messages lead; empty: there are none. */
  pagesUrl(): string;
  nowMs(): number;
  random(): number;
  /** By channel: half of its pace is for drills at most. */
  limits: Map<string, RateLimit>;
  /** The pace of each channel, which drills share with alerts. */
  paces: Paces;
  onFault(what: string, error: Error): void;
}

/** Makes the calls of a drill that are due, channel beside channel, as fast as each of them takes them. */
export async function sendDrill(parts: DrillSending, drill: Drill, signal: AbortSignal): Promise<void> {
  const now = parts.nowMs();
  const due = (await parts.ledger.calls(drill.id)).filter(
    ({ state, nextAtMs }) => state === 'waiting' && nextAtMs <= now,
  );
  if (due.length === 0) return;
  const usable = await parts.channels.usable((name, error) => parts.onFault(`channel ${name}`, error));
  const byChannel = Map.groupBy(due, ({ channel }) => channel);
  await Promise.all(
    [...byChannel].map(async ([name, calls]) => {
      const settings = usable.find((each) => each.name === name);
      if (settings) return sendOver(parts, drill, settings, calls, signal);
      for (const { id } of calls) await parts.ledger.failed(id, 'channel_disabled', '');
    }),
  );
}

async function sendOver(
  parts: DrillSending,
  drill: Drill,
  settings: UsableChannel,
  calls: readonly KeptCall[],
  signal: AbortSignal,
): Promise<void> {
  const own = limitOf(parts, settings);
  const shared = parts.paces.of(settings.name, settings.callsPerMinute, parts.nowMs());
  const channel = channelType(settings.kind).create(settings.config);
  try {
    for (const call of calls) {
      if (signal.aborted || !shared.isOpen(parts.nowMs()) || !own.take(parts.nowMs())) return;
      shared.take(parts.nowMs());
      await sendOne(parts, drill, channel, call, signal, shared);
    }
  } finally {
    await channel.close();
  }
}

async function sendOne(
  parts: DrillSending,
  drill: Drill,
  channel: Channel,
  call: KeptCall,
  signal: AbortSignal,
  shared: RateLimit,
): Promise<void> {
  const { ledger, findContact, nowMs, random } = parts;
  const contact = call.contact === '' ? null : findContact(call.contact);
  if (contact === undefined) return ledger.failed(call.id, 'contact_gone', '');
  await ledger.sending(call.id, nowMs());
  const delivery = await channel.tell(callOf(parts, drill, call, contact), signal);
  if (delivery.delivered) return ledger.delivered(call.id, delivery.answer, nowMs());
  if (pauseMs(delivery) > 0) shared.pause(nowMs() + pauseMs(delivery));
  // Broken off by the end of the program: the next start tries it again.
  if (signal.aborted) return;
  const next = afterFailure(delivery, call.attempts + 1, nowMs() - drill.begunAtMs, random());
  if ('retryInMs' in next) return ledger.retryLater(call.id, nowMs() + next.retryInMs, delivery.reason);
  await ledger.failed(call.id, next.giveUp, delivery.reason);
}

function callOf(
  { tone, answerUrl, pagesUrl, nowMs }: DrillSending,
  drill: Drill,
  call: KeptCall,
  contact: ReturnType<FindContact> | null,
): Call {
  const { language, zone } = tone(drill.organisation);
  return {
    id: call.id,
    events: [],
    targetNames: {},
    ruleNames: {},
    evidence: {},
    language: contact?.language ?? language,
    zone: contact?.zone ?? zone,
    pagesUrl: pagesUrl(),
    to: contact?.to ?? null,
    more: null,
    // Of a channel by itself delivery is all that counts: by when somebody taps, its drill may be over.
    drill: { answerUrl: contact ? answerUrl(call.id) : '' },
    test: false,
    attempt: call.attempts,
    sentAtMs: nowMs(),
  };
}

function limitOf({ limits, nowMs }: DrillSending, { name, callsPerMinute }: UsableChannel): RateLimit {
  const known = limits.get(name);
  if (known) return known;
  // Half of what the other side takes: the other half is for alerts.
  const made = new RateLimit(Math.max(1, Math.floor(callsPerMinute / 2)), nowMs());
  limits.set(name, made);
  return made;
}
