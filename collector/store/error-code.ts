import type { StoreErrorCode } from '#protocol/store-state.ts';
import { StoreUnavailableError } from './store.ts';

/** Codes of the system, of sockets and of timers, by what people do about them. */
const KNOWN: Readonly<Record<string, StoreErrorCode>> = {
  ECONNREFUSED: 'unreachable',
  ECONNRESET: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  EPIPE: 'unreachable',
  ETIMEDOUT: 'no_answer',
  TimeoutError: 'no_answer',
  AbortError: 'no_answer',
  ENOSPC: 'disk_full',
  EDQUOT: 'disk_full',
  EROFS: 'disk_full',
};
/** Primary code of SQLite: no room. */
const SQLITE_FULL = 13;

/** Why a store takes nothing, out of what it rejected with: its own word, else that of the first cause that has one. */
export function errorCodeOf(error: unknown): StoreErrorCode {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof StoreUnavailableError && at.code) return at.code;
    const { code, errcode, name } = at as Error & { code?: string; errcode?: number };
    const found = KNOWN[code ?? ''] ?? KNOWN[name];
    if (found) return found;
    if (errcode !== undefined && (errcode & 0xff) === SQLITE_FULL) return 'disk_full';
  }
  return 'failed';
}
