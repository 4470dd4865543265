import { batch } from '@preact/signals';

/** Collects work and does it once in the next animation frame, so that 1,000 values cause one rendering. */
export interface Frames {
  /** Runs `task` in the next frame, once however often it is asked for. */
  next(task: () => void): void;
}

export function createFrames(requestFrame: (run: () => void) => unknown): Frames {
  const tasks = new Set<() => void>();
  let asked = false;

  function run(): void {
    asked = false;
    const now = [...tasks];
    tasks.clear();
    batch(() => {
      for (const task of now) task();
    });
  }

  return {
    next(task) {
      tasks.add(task);
      if (asked) return;
      asked = true;
      requestFrame(run);
    },
  };
}
