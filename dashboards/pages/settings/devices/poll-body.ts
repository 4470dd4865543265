import type { PollEntry } from '../../../api/polling.ts';

/** What of a poll people change here. */
export interface PollChange {
  credential?: string | null;
  everyMs?: number;
  enabled?: boolean;
  /** All of them. */
  settings?: Record<string, unknown>;
}

const DEFAULT_EVERY_MS = 60_000;

/** The whole of a poll as the API takes it, with what has changed; what is not changed stays as it is. */
export function pollBody(poll: PollEntry, change: PollChange = {}) {
  return {
    credential: change.credential === undefined ? (poll.credential?.id ?? null) : change.credential,
    settings: change.settings ?? poll.settings,
    everyMs: change.everyMs ?? poll.everyMs ?? DEFAULT_EVERY_MS,
    enabled: change.enabled ?? poll.enabled,
  };
}

/** Where a poll is changed. */
export function pollPath(target: string, probe: string): string {
  return `targets/${encodeURIComponent(target)}/polls/${encodeURIComponent(probe)}`;
}
