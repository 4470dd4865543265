import type { Device, PollEntry } from '../../../api/polling.ts';
import type { PollChange } from './poll-body.ts';

/** How a poll stands in the form: what is typed may be no number yet. */
export interface PollDraft {
  probe: string;
  seconds: string;
  /** Id; empty for none. */
  credential: string;
  enabled: boolean;
  /** Other settings than those in force; absent: they stay. */
  settings?: Record<string, unknown>;
  /** Something in the form of its settings makes no sense. */
  isFaulty?: boolean;
}

/** What somebody changes about a device. */
export interface DeviceDraft {
  name: string;
  kind: string;
  address: string;
  zone: string;
  polls: PollDraft[];
}

/** As it is now; polls that stand in the file of an agent are not changed here. */
export function draftOf(device: Device): DeviceDraft {
  const { name, kind, address, zone } = device;
  const polls = device.polls.filter(({ byFile }) => !byFile).map(pollDraftOf);
  return { name, kind, address, zone, polls };
}

function pollDraftOf({ probe, everyMs, credential, enabled }: PollEntry): PollDraft {
  return { probe, seconds: String((everyMs ?? 0) / 1_000), credential: credential?.id ?? '', enabled };
}

const LEAST_SECONDS = 1;
const MOST_SECONDS = 86_400;

/** True for an interval that the collector takes. */
export function isInterval(seconds: string): boolean {
  const value = Number(seconds);
  return Number.isInteger(value) && value >= LEAST_SECONDS && value <= MOST_SECONDS;
}

/** Fields of the target that are other than they were; undefined when none is. */
export function targetChange(device: Device, draft: DeviceDraft): Record<string, string> | undefined {
  const typed = { ...draft, name: draft.name.trim(), address: draft.address.trim(), zone: draft.zone.trim() };
  const fields = ['name', 'kind', 'address', 'zone'] as const;
  const changed = fields.filter((field) => typed[field] !== device[field]);
  if (changed.length === 0) return undefined;
  return Object.fromEntries(changed.map((field) => [field, typed[field]]));
}

/** Polls that are asked otherwise than before, with what has changed. */
export function pollChanges(device: Device, draft: DeviceDraft): { poll: PollEntry; change: PollChange }[] {
  return draft.polls.flatMap((typed) => {
    const poll = device.polls.find(({ probe }) => probe === typed.probe);
    if (!poll) return [];
    const before = pollDraftOf(poll);
    const change: PollChange = {
      ...(typed.seconds !== before.seconds && { everyMs: Number(typed.seconds) * 1_000 }),
      ...(typed.credential !== before.credential && { credential: typed.credential || null }),
      ...(typed.enabled !== before.enabled && { enabled: typed.enabled }),
      ...(typed.settings && !isSame(typed.settings, poll.settings) && { settings: typed.settings }),
    };
    return Object.keys(change).length > 0 ? [{ poll, change }] : [];
  });
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
