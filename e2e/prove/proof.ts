/** A long run that looks for one violation of a promise. */
export interface Proof {
  /** One sentence for `--help`. */
  about: string;
  run(options: ProofOptions): Promise<ProofResult>;
}

export interface ProofOptions {
  seconds: number;
  /** Of everything random in it, so that a failure can be run again. */
  seed: number;
  /** How much, where a proof counts what it does and not how long. */
  count?: number | undefined;
  /** Which store, where a proof is about stores; `all` or nothing: one after the other. */
  store?: string | undefined;
  say(text: string): void;
}

export interface ProofResult {
  seed: number;
  /** What was done and seen, by name. */
  counts: Record<string, number>;
  /** Each a sentence; empty when the promise held. */
  violations: string[];
}
