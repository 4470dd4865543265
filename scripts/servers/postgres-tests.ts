import { describe } from 'vitest';
import { whyNoPostgres } from './postgres.ts';

/** `describe` for tests that need a PostgreSQL; without one they are skipped, and the name says why. */
export function describeWithPostgres(name: string, body: () => void): void {
  const reason = whyNoPostgres();
  if (reason) describe.skip(`${name} (${reason})`, body);
  else describe(name, body);
}
