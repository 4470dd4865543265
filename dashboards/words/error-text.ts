import { ApiError } from '../api/call.ts';
import type { Words } from './words.ts';

/** What went wrong, in words. */
export function errorText(words: Words, error: unknown): string {
  const { errors } = words;
  if (!(error instanceof ApiError))
    return errors.other(error instanceof Error ? error.message : String(error));
  if (error.code in errors && error.code !== 'other') {
    return (errors as unknown as Record<string, string>)[error.code];
  }
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
