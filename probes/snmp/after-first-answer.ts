import { ProbeError } from '../probe-error.ts';

/** Work with a device that has answered already: when its time is over by now, it is slow and not silent. */
export async function afterFirstAnswer<Result>(
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!signal.aborted || !(error instanceof ProbeError) || error.state !== 'silent') throw error;
    const message =
      'it has answered, and the time was over before it was known what it is; a longer interval gives more time';
    throw new ProbeError('too_slow', message, { cause: error });
  }
}
