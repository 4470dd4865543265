import { ProbeError } from '../probe-error.ts';

/** One way to ask an address: a probe with one credential. */
export interface Way<Recognised> {
  /** Id of the credential. */
  credential: string;
  probe: string;
  /** Resolves with what is there, or with null for a device that is of no known family. Rejects with a ProbeError. */
  recognise(address: string, signal: AbortSignal): Promise<Recognised | null>;
}

/** Something that is there. */
export interface Finding<Recognised> {
  address: string;
  probe: string;
  /** Empty when something is there that no credential opens. */
  credential: string;
  recognised: Recognised | null;
}

/** Probes whose devices lock accounts after some wrong passwords: one is tried there, not all of them. */
const ONE_WRONG_SECRET_ONLY = new Set(['ssh']);

/**
 * Tries the ways at one address in their order: for each probe until one opens. What answers in the probe's own
 * protocol and lets nobody in is a finding without a credential; what is silent or shut is none.
 */
export async function lookAt<Recognised>(
  address: string,
  ways: readonly Way<Recognised>[],
  signal: AbortSignal,
): Promise<Finding<Recognised>[]> {
  const found = new Map<string, Finding<Recognised>>();
  /** Probes that need not be tried any more. */
  const done = new Set<string>();
  for (const { credential, probe, recognise } of ways) {
    if (signal.aborted) break;
    if (done.has(probe)) continue;
    try {
      const recognised = await recognise(address, signal);
      found.set(probe, { address, probe, credential, recognised });
      done.add(probe);
    } catch (error) {
      const state = error instanceof ProbeError ? error.state : 'failed';
      if (state !== 'wrong_secret') continue;
      found.set(probe, { address, probe, credential: '', recognised: null });
      if (ONE_WRONG_SECRET_ONLY.has(probe)) done.add(probe);
    }
  }
  return [...found.values()];
}

/** When the address with this number, from 0, may be asked at the earliest, ms after the sweep began. */
export function startAfterMs(index: number, addressesPerSecond: number): number {
  return (index * 1_000) / addressesPerSecond;
}
