import { ProbeError } from '../probe-error.ts';

/** What asking by a datagram failed with, in a word that people understand. */
export function udpError(cause: unknown, port: number): ProbeError {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') {
    const sentence = `port ${port} is shut: the machine says that nothing listens there on UDP`;
    return new ProbeError('refused', sentence, { cause });
  }
  return new ProbeError('silent', code === undefined ? message : `there is no way to it (${code})`, {
    cause,
  });
}
