import { useEffect, useRef, useState } from 'preact/hooks';
import type { WallStay } from '#protocol/wall.ts';
import { beginRound, hold, postpone, type Round, step, turn } from './rotation.ts';

const LOOK_EVERY_MS = 250;

export interface RoundControls {
  /** Place in `stays`. */
  at: number;
  isHeld: boolean;
  move(by: number): void;
  toggleHold(): void;
}

/** The round of pages as time goes on; while it is interrupted the time of the page stands still. */
export function useRound(stays: readonly WallStay[], isInterrupted: boolean): RoundControls {
  const [round, setRound] = useState<Round>(() => beginRound(stays, Date.now()));
  const lastMs = useRef(Date.now());

  useEffect(() => {
    const timer = setInterval(() => {
      const nowMs = Date.now();
      const goneMs = nowMs - lastMs.current;
      lastMs.current = nowMs;
      setRound((before) => (isInterrupted ? postpone(before, goneMs) : turn(before, stays, nowMs)));
    }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [stays, isInterrupted]);

  return {
    at: Math.min(round.at, stays.length - 1),
    isHeld: round.heldSinceMs !== null,
    move: (by) => setRound((before) => step(before, stays, by, Date.now())),
    toggleHold: () => setRound((before) => hold(before, Date.now())),
  };
}
