import { ApiError } from '../api/call.ts';
import type { Words } from './words.ts';

/** So many of those that use something are named, the others are counted. */
const NAMED = 5;

/** What went wrong, in words. */
export function errorText(words: Words, error: unknown): string {
  const { errors } = words;
  if (!(error instanceof ApiError))
    return errors.other(error instanceof Error ? error.message : String(error));
  const faults = Array.isArray(error.details.faults) ? error.details.faults : [];
  const told = faults
    .map((fault) => (errors.passwordFaults as Record<string, string>)[String(fault)])
    .filter(Boolean);
  if (told.length > 0) return told.join(' ');
  const used = usedBy(words, error.details);
  if (used) return used;
  const known = (errors as Record<string, unknown>)[error.code];
  if (typeof known === 'string' && error.code !== 'invalid') return known;
  switch (error.status) {
    case 0:
      return errors.unreachable;
    case 401:
      return errors.unauthorized;
    case 403:
      return errors.forbidden;
    case 404:
      return errors.not_found;
    case 409:
    case 412:
      return errors.conflict;
    case 413:
      return errors.too_large;
    case 429:
    case 502:
    case 503:
      return errors.busy;
    case 400:
    case 422:
      // The message names what was found and what is allowed; without it the code alone would help nobody.
      return error.message ? `${errors.invalid} (${error.message})` : errors.invalid;
    default:
      return errors.other(error.code);
  }
}

/** What still needs the thing that somebody wants to remove; undefined where it is about something else. */
function usedBy({ contacts, language }: Words, details: ApiError['details']): string | undefined {
  if (!Array.isArray(details.uses)) return undefined;
  const uses = details.uses as { kind: string; name: string }[];
  const kinds: Readonly<Record<string, string>> = contacts.uses;
  const named = uses.slice(0, NAMED).map(({ kind, name }) => `${kinds[kind] ?? kind} ${name}`);
  return contacts.inUse(named.join(language === 'zh-CN' ? '、' : ', '), String(details.count ?? uses.length));
}
