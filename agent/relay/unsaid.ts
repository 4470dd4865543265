import type { Said } from '../uplink/link.ts';

/** What an agent has said to its collector while there was no way to it. */
export interface Unsaid {
  keep(said: Said): void;
  /** Says it in order, as long as it is taken. */
  flush(say: (said: Said) => boolean): void;
  clear(): void;
}

const MAX_KEPT = 32;

export function createUnsaid(): Unsaid {
  let kept: Said[] = [];
  return {
    keep(said) {
      // Nobody waits for the answer to a check any more when the connection is a new one.
      if (said.type === 'checked') return;
      // A claim is whole: the last one counts.
      if (said.type === 'claim') kept = kept.filter(({ type }) => type !== 'claim');
      kept.push(said);
      if (kept.length > MAX_KEPT) kept.shift();
    },
    flush(say) {
      while (kept[0] !== undefined && say(kept[0])) kept.shift();
    },
    clear() {
      kept = [];
    },
  };
}
