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
}

/**
 * Refuses a channel by which a chain of fallbacks would come back to where it began, or become too long. Throws
 * `ChannelConfigError` with the chain.
 */
export function refuseBadFallbacks(
  changed: { name: string; kind: string; fallback: string | null },
  others: ReadonlyMap<string, Fallback>,
): void {
  if (changed.fallback === null) return;
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
