/** Lets a few through at a time; the others wait in the order in which they came. */
export interface Gate {
  /** Resolves when it is one's turn, to the function that ends the turn; that one may be called twice. */
  enter(): Promise<() => void>;
}

/** `width`: how many may be inside at once. Who waits is bounded by who asks: one handshake for each target. */
export function createGate(width: number): Gate {
  const waiting: (() => void)[] = [];
  let inside = 0;
  return {
    enter: () =>
      new Promise((resolve) => {
        const go = () => {
          inside++;
          let isInside = true;
          resolve(() => {
            if (!isInside) return;
            isInside = false;
            inside--;
            waiting.shift()?.();
          });
        };
        if (inside < width) go();
        else waiting.push(go);
      }),
  };
}
