import { nameOfLedger, type PostgresAddress } from '#collector/config/ledger-address.ts';
import { LedgerBusyError, LedgerUnusableError } from '../ledger-errors.ts';

/** What the server, or the way to it, says. */
interface PostgresFailure extends Error {
  /** SQLSTATE, or a code of the operating system. */
  code?: string;
}

/** The server ends, starts, or is not reached; the way to it is cut. */
const LOST = /^(08|57P0)|^E[A-Z_]+$/;
const LOST_WORDS = /connection terminated|connection ended|timeout expired|connection error|was closed/i;
/** Locks, deadlocks, time limits, no room, an end of idle transactions, a standby: it may be otherwise next time. */
const PASSING = /^(40|53|55P03|57014|25P03|25P04|25006)/;

const REMEDIES: readonly [code: RegExp, remedy: string][] = [
  [/^28/, 'correct user and password of the setting "ledger", or let them in with pg_hba.conf'],
  [/^3D000/, 'make the database; docs/ledger.md has the statements'],
  [/^42501/, 'give the account the right to make tables there; docs/ledger.md has the statements'],
  [/^ENOTFOUND/, 'correct the host of the setting "ledger"'],
  [
    /CERT|SELF_SIGNED|ALTNAME|TLS/,
    'name the authority with "caFile", or correct "tls" in the setting "ledger"',
  ],
];

/** True when the connection can be used no more. */
export function isLost(error: unknown): boolean {
  const { code = '', message } = error as PostgresFailure;
  return LOST.test(code) || LOST_WORDS.test(message);
}

/** The error as one that says whether trying again helps; a mistake in a statement stays as it is. */
export function explained(error: unknown): unknown {
  const { code = '', message } = error as PostgresFailure;
  if (isLost(error)) return new LedgerBusyError(`the ledger does not answer (${message})`, { cause: error });
  if (PASSING.test(code))
    return new LedgerBusyError(`the ledger did not take the work (${message})`, { cause: error });
  return error;
}

/** Why a first connection did not come about, in a sentence that says what to do. */
export function unreachable(address: PostgresAddress, error: unknown): LedgerUnusableError {
  if (error instanceof LedgerUnusableError) return error;
  const { code = '', message } = error as PostgresFailure;
  const remedy = remedyOf(error) ?? 'start it, or correct the setting "ledger"';
  return new LedgerUnusableError(
    `the ledger ${nameOfLedger(address)} cannot be opened (${message || code}): ${remedy}`,
    { cause: error },
  );
}

/** The error as one that says what to do, where that is known; as it is otherwise. */
export function unusable(address: PostgresAddress, error: unknown): unknown {
  return remedyOf(error) === undefined ? error : unreachable(address, error);
}

/** Undefined for what may pass by itself. */
export function remedyOf(error: unknown): string | undefined {
  const { code = '' } = error as PostgresFailure;
  return REMEDIES.find(([known]) => known.test(code))?.[1];
}
