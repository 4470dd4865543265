/** Lets a number of things happen at once; the others wait in the order in which they came. */
export interface Gate {
  /** Resolves with true when it is one's turn, which ends with `leave`; with false when the signal aborted before. */
  enter(signal: AbortSignal): Promise<boolean> | boolean;
  leave(): void;
}

/** A gate for `places` at once. Who waits is limited by who asks: a session waits once for each of its requests. */
export function createGate(places: number): Gate {
  const waiting = new Set<() => void>();
  let free = places;
  return {
    enter(signal) {
      if (signal.aborted) return false;
      if (free > 0) {
        free--;
        return true;
      }
      return new Promise((resolve) => {
        const end = (mayEnter: boolean) => {
          waiting.delete(take);
          signal.removeEventListener('abort', giveUp);
          resolve(mayEnter);
        };
        const take = () => end(true);
        const giveUp = () => end(false);
        waiting.add(take);
        signal.addEventListener('abort', giveUp);
      });
    },
    leave() {
      const [next] = waiting;
      if (next) next();
      else free++;
    },
  };
}
