import { PROBE_STATE, pollStates } from '#collector/polling/poll-states.ts';
import type { Parts } from './parts.ts';
import type { PollShape } from './poll-shapes.ts';

/** How targets are asked, as routes answer it: by target, in the order of the probes' names. */
export function pollsShown({ registry, polling, newest, nowMs }: Parts) {
  const { targets, polls, records, credentials } = registry;

  return async (ids: readonly string[]): Promise<Map<string, PollShape[]>> => {
    const states = await pollStates(
      {
        targets,
        polls,
        records,
        nowMs,
        plan: polling.plan,
        unreadable: polling.unreadable,
        newest: (of) => newest(PROBE_STATE, of),
      },
      ids,
    );
    const used = [...states.values()].flat().flatMap(({ poll }) => poll?.credential ?? []);
    const names = await credentials.names([...new Set(used)]);
    const shown = new Map<string, PollShape[]>();
    for (const [id, ofTarget] of states) {
      shown.set(
        id,
        ofTarget.map(({ poll, ...state }) => ({
          ...state,
          credential: poll?.credential
            ? { id: poll.credential, name: names.get(poll.credential) ?? '' }
            : null,
          settings: poll?.settings ?? {},
          everyMs: poll?.everyMs ?? null,
          enabled: poll?.enabled ?? true,
          byFile: poll === undefined,
        })),
      );
    }
    return shown;
  };
}
