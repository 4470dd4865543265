/** Something that is being changed, with the way back and forth. */
export interface History<State> {
  past: readonly State[];
  now: State;
  future: readonly State[];
  /** Changes with the same mark that follow each other are one step: a thing that is pushed ten times. */
  mark: string;
}

const MOST_STEPS = 200;

export function startHistory<State>(now: State): History<State> {
  return { past: [], now, future: [], mark: '' };
}

/** After a change; what was undone before is forgotten. */
export function changed<State>(history: History<State>, now: State, mark = ''): History<State> {
  if (now === history.now) return history;
  if (mark !== '' && mark === history.mark) return { ...history, now, future: [] };
  return { past: [...history.past, history.now].slice(-MOST_STEPS), now, future: [], mark };
}

export function undone<State>({ past, now, future, ...rest }: History<State>): History<State> {
  if (past.length === 0) return { past, now, future, ...rest };
  return { past: past.slice(0, -1), now: past[past.length - 1], future: [now, ...future], mark: '' };
}

export function redone<State>({ past, now, future, ...rest }: History<State>): History<State> {
  if (future.length === 0) return { past, now, future, ...rest };
  return { past: [...past, now], now: future[0], future: future.slice(1), mark: '' };
}
