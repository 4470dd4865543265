import type { ProbeState } from '#protocol/probe-state.ts';
import type { Measurements } from './probe.ts';

/** Why a probe that reaches out could not read its target, in a word that judging and people understand. */
export class ProbeError extends Error {
  readonly state: Exclude<ProbeState, 'ok'>;
  /** What was read before it failed; sent all the same. */
  readonly measurements: Measurements | undefined;

  /** `message`: one sentence with what was found, and what helps. */
  constructor(
    state: Exclude<ProbeState, 'ok'>,
    message: string,
    options: { cause?: unknown; measurements?: Measurements } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'ProbeError';
    this.state = state;
    this.measurements = options.measurements;
  }
}
