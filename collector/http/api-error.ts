/** An answer that says what was found, what is allowed, and by its code which words a page has for it. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: Record<string, unknown>;
  /** Trying again after this long may help; undefined: it does not help. */
  readonly retryAfterMs: number | undefined;

  constructor(
    status: number,
    code: string,
    message: string,
    details: Record<string, unknown> = {},
    retryAfterMs?: number,
  ) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.details = details;
    this.retryAfterMs = retryAfterMs;
  }
}

/** There is none, or none that the caller may see: which of the two is not said. */
export function notFound(what: string, id: string): ApiError {
  return new ApiError(404, 'not_found', `there is no ${what} ${id}`, { what, id });
}

/** Something else stands in the way; `code` says what. */
export function conflict(code: string, message: string, details: Record<string, unknown> = {}): ApiError {
  return new ApiError(409, code, message, details);
}

/** There are as many of them as are allowed. */
export function limitReached(
  what: string,
  { found, allowed }: { found: number; allowed: number },
  instead = 'remove one first',
): ApiError {
  const message = `${found} ${what} are there, more are not allowed; ${instead}`;
  return conflict('too_many', message, { found, allowed });
}

/** Somebody saved another revision than the one that was changed; `now` is undefined when they removed it. */
export function changedMeanwhile(
  what: string,
  revision: number,
  now: { revision: number; changedBy: string | null; changedAtMs: number | null } | undefined,
): ApiError {
  const said = now ? `${now.changedBy} has saved revision ${now.revision}` : 'it was removed';
  return conflict(
    'changed_meanwhile',
    `${what}: revision ${revision} was changed, but ${said}; load it and change that one`,
    {
      revision: now?.revision ?? 0,
      changedBy: now?.changedBy ?? null,
      changedAtMs: now?.changedAtMs ?? null,
    },
  );
}

/** A field is not what is allowed, found out only by looking further than its form. */
export function invalid(field: string, message: string, details: Record<string, unknown> = {}): ApiError {
  return new ApiError(400, 'invalid', `${field}: ${message}`, {
    issues: [{ field, message }],
    ...details,
  });
}

/** The role is too small for this one, although the caller may see it. */
export function forbidden(message: string, details: Record<string, unknown> = {}): ApiError {
  return new ApiError(403, 'forbidden', message, details);
}
