import type { CollectorConfig } from './config/config.ts';

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there: stop it, or choose another address with --listen',
  EADDRNOTAVAIL: 'this machine has no such address: choose one of its own with --listen, or 0.0.0.0 for all',
  EACCES: 'this user may not listen there: choose a port from 1024 on with --listen',
  ENOTFOUND: 'there is no such name: choose an address with --listen',
};

/** Why listening failed, in a sentence that says what to do; undefined when the error is about something else. */
export function listenFailure(error: Error, { listen }: CollectorConfig): string | undefined {
  const { code, syscall } = error as NodeJS.ErrnoException;
  const reason = syscall === 'listen' || syscall === 'getaddrinfo' ? REASONS[code ?? ''] : undefined;
  return reason && `cannot listen on ${listen.host}:${listen.port}: ${reason}`;
}
