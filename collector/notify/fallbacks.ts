import { EVERYWHERE } from '#collector/people/caller.ts';
import { ChannelConfigError } from './channel-config.ts';

/** So many channels may stand behind one another. */
export const MOST_FALLBACKS = 3;

/** Who is told instead, and how long after the first could have been. */
export interface Fallback {
  name: string | null;
  afterMs: number;
}

/** A channel that there is, whether it can be used or not. */
export interface KnownChannel extends Fallback {
  kind: string;
  organisation: string;
}

/** Whether a channel may stand behind another: alerts of one organisation never go to the channels of another. */
export function mayStandBehind(
  { organisation: behind }: { organisation: string },
  { organisation }: { organisation: string },
): boolean {
  return behind === EVERYWHERE || behind === organisation;
}

/**
 * Refuses a channel of another organisation as fallback, and one by which a chain of fallbacks would come back to where it began, or become too long. Throws
 * `ChannelConfigError` with the chain.
 */
export function refuseBadFallbacks(
  changed: { name: string; kind: string; organisation: string; fallback: string | null },
  others: ReadonlyMap<string, Fallback & { organisation: string }>,
): void {
  if (changed.fallback === null) return;
  const first = others.get(changed.fallback);
  if (changed.fallback !== changed.name && first && !mayStandBehind(first, changed)) {
    const message = `${changed.fallback} is not a channel of the same organisation, nor of all`;
    throw refusal(changed.kind, message);
  }
  const behind = (name: string) =>
    name === changed.name ? changed.fallback : (others.get(name)?.name ?? null);
  for (const first of [changed.name, ...others.keys()]) {
    const chain = [first];
    for (let next = behind(first); next !== null; next = behind(next)) {
      const isCycle = chain.includes(next);
      chain.push(next);
      if (isCycle && !chain.includes(changed.name)) break;
      if (isCycle) throw refusal(changed.kind, `${chain.join(' → ')} comes back to ${next}`);
      if (chain.length > MOST_FALLBACKS + 1 && chain.includes(changed.name)) {
        throw refusal(
          changed.kind,
          `${chain.join(' → ')} is too long, at most ${MOST_FALLBACKS} channels may stand behind one`,
        );
      }
    }
  }
}

function refusal(kind: string, message: string): ChannelConfigError {
  return new ChannelConfigError(kind, [{ path: 'fallback', message }]);
}
