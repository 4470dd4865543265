/** Lets so many through at a time; the others wait in the order in which they came. */
export interface Turnstile {
  /** Resolves with what must be called, once, when it is over. */
  enter(): Promise<() => void>;
  readonly inside: number;
  readonly waiting: number;
}

export function createTurnstile(limit: number): Turnstile {
  /** Taken from the front by moving a mark, since there may be thousands. */
  let queue: (() => void)[] = [];
  let first = 0;
  let inside = 0;
  return {
    async enter() {
      if (inside >= limit) await new Promise<void>((resolve) => queue.push(resolve));
      else inside++;
      return leave;
    },
    get inside() {
      return inside;
    },
    get waiting() {
      return queue.length - first;
    },
  };

  /** The place goes to the next one, or stays free. */
  function leave(): void {
    const next = queue[first];
    if (next === undefined) {
      inside--;
      return;
    }
    first++;
    if (first > 1_000 || first === queue.length) {
      queue = queue.slice(first);
      first = 0;
    }
    next();
  }
}
