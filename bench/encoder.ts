/** Turns samples of played hosts into the body of a request. */
export interface Encoder {
  /** Adds the columns `[from, to)` of one host at one time. */
  add(host: number, from: number, to: number, timeMs: number, values: Float64Array): void;
  /** The body, and an empty encoder. */
  take(): Buffer;
}
