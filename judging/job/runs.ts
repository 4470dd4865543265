/** What is told of a success, as far as anybody knows. */
export interface Produced {
  durationMs?: number | undefined;
  bytes?: number | undefined;
  files?: number | undefined;
  count?: number | undefined;
}

/** How a success fell short of what is expected of one. */
export type Shortfall = 'too_small' | 'too_short';

/** A run that has ended. */
export interface FinishedRun {
  /** When it ended, UTC ms. */
  atMs: number;
  /** `good`: a success as expected; `poor`: one with a shortfall. */
  outcome: 'good' | 'poor' | 'failed';
}

/** The newest run that has ended, with what people are told of it. */
export interface NewestRun extends FinishedRun {
  exitCode: number | undefined;
  shortfall: Shortfall | undefined;
  /** What was found, and the least that was expected, of a poor one. */
  found: number | undefined;
  least: number | undefined;
}

/** The newest success, good or poor. */
export interface NewestSuccess extends Produced {
  atMs: number;
}
