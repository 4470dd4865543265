import type { AlertEvent } from '#protocol/alert.ts';

/** Why an event is told to nobody; recorded with it. */
export type NotTold = 'late' | 'not_told' | 'suppressed' | 'silenced' | 'off_schedule' | 'nobody';

/** Where an event goes: to channels by name, or to nobody for a reason. */
export type Plan = { channels: string[] } | { notTold: NotTold; reason: string };

/** What routing knows about channels. */
export interface RoutableChannel {
  name: string;
  organisation: string;
  isDefault: boolean;
}

/** What was judged afterwards is history. */
export function lateOut(event: AlertEvent): Plan | undefined {
  return event.late ? { notTold: 'late', reason: 'judged afterwards' } : undefined;
}

/** Colleagues see on the page who has taken an alert on. */
export function acknowledgedOut(event: AlertEvent): Plan | undefined {
  return event.kind === 'acknowledged' ? { notTold: 'not_told', reason: 'acknowledgement' } : undefined;
}

/**
 * Who is told: of a resolution those who were told of the firing; otherwise those the rule names, or the default
 * channels of the organisation when it names none, or none that is there. What is for information only calls nobody
 * who was not named: the default channels are for what somebody has to see to.
 */
export function route(
  event: AlertEvent,
  tell: readonly string[],
  toldOfFiring: readonly string[] | undefined,
  channels: readonly RoutableChannel[],
): Plan {
  const { organisation } = event.alert;
  const open = channels.filter(
    (channel) => channel.organisation === '*' || channel.organisation === organisation,
  );
  if (toldOfFiring) {
    const names = open.map((channel) => channel.name).filter((name) => toldOfFiring.includes(name));
    return names.length > 0
      ? { channels: names }
      : { notTold: 'not_told', reason: 'nobody was told of the firing' };
  }
  const named = open.filter((channel) => tell.includes(channel.name));
  if (named.length === 0 && event.alert.severity === 'info')
    return { notTold: 'not_told', reason: 'for information only, and its rule names no channel' };
  const chosen = named.length > 0 ? named : open.filter((channel) => channel.isDefault);
  if (chosen.length > 0) return { channels: chosen.map((channel) => channel.name) };
  return { notTold: 'nobody', reason: 'no channel for this rule and no default channel' };
}
