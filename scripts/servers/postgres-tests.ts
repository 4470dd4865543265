import { whyNoPostgres } from './postgres.ts';
import { describeUnless } from './unavailable.ts';

/** `describe` for tests that need a PostgreSQL; without one they are skipped, and the name says why. */
export function describeWithPostgres(name: string, body: () => void): void {
  describeUnless(whyNoPostgres(), name, body);
}
