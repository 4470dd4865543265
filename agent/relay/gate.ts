/** Bytes in memory that are not on disk yet, over all connections. */
export interface Gate {
  readonly isFull: boolean;
  enter(bytes: number): void;
  leave(bytes: number): void;
}

export function createGate(limitBytes: number): Gate {
  let inside = 0;
  return {
    get isFull() {
      return inside >= limitBytes;
    },
    enter(bytes) {
      inside += bytes;
    },
    leave(bytes) {
      inside -= bytes;
    },
  };
}
