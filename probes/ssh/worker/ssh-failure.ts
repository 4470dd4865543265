import type { ProbeState } from '#protocol/probe-state.ts';

/** Why a step failed, as it travels between threads. */
export interface FailureData {
  state: Exclude<ProbeState, 'ok'>;
  /** One sentence with what was found and what helps. */
  message: string;
  /** True when the connection was found ended: asking again over a new one may help at once. */
  isEnded: boolean;
}

/** A step of a conversation over SSH that failed. */
export class SshFailure extends Error {
  readonly state: FailureData['state'];
  readonly isEnded: boolean;

  constructor(state: FailureData['state'], message: string, options: { isEnded?: boolean } = {}) {
    super(message);
    this.name = 'SshFailure';
    this.state = state;
    this.isEnded = options.isEnded ?? false;
  }
}

/** Anything that was thrown, ready to travel. */
export function failureData(error: unknown): FailureData {
  if (error instanceof SshFailure) {
    return { state: error.state, message: error.message, isEnded: error.isEnded };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { state: 'failed', message, isEnded: false };
}
