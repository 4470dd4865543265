import { ProbeError } from '../probe-error.ts';

/** What may be missing of a service that answers; what says that nobody is there any more ends the asking. */
const MAY_BE_MISSING: readonly string[] = [
  'denied',
  'unsupported',
  'failed',
  'wrong_answer',
  'wrong_secret',
  'not_understood',
];

/** Reads one part of a service; where it cannot be had it is named in `skipped`, and the others are told. */
export function optionalPart(skipped: { what: string; why: string }[]) {
  return async <Result>(what: string, read: () => Promise<Result>): Promise<Result | undefined> => {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof ProbeError) || !MAY_BE_MISSING.includes(error.state)) throw error;
      skipped.push({ what, why: error.message });
      return undefined;
    }
  };
}
