/** What one source says about this machine's clock. */
export interface TimeAnswer {
  /** Positive when the clock of this machine is ahead of true time. */
  offsetSeconds: number;
  stratum: number;
  synchronized: boolean;
}

/** In NTP's two bits for leap seconds: the clock is not set by anybody. */
export const NOT_SYNCHRONIZED = 3;
