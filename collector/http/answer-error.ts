import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { seldom } from '../seldom.ts';
import { ApiError } from './api-error.ts';

/** How errors of the parts are answered, by the name they keep when they come from another thread. */
const BY_NAME: Record<string, { status: number; code: string; retryAfterMs?: number }> = {
  QueryTooLargeError: { status: 422, code: 'query_too_large' },
  StoreUnavailableError: { status: 503, code: 'store_unavailable', retryAfterMs: 5_000 },
  JournalFullError: { status: 503, code: 'journal_full', retryAfterMs: 30_000 },
  LedgerBusyError: { status: 503, code: 'busy', retryAfterMs: 2_000 },
  PasswordQueueFullError: { status: 503, code: 'busy', retryAfterMs: 2_000 },
  BeatsOverloadedError: { status: 503, code: 'busy', retryAfterMs: 2_000 },
  IntakeOverloadedError: { status: 503, code: 'busy', retryAfterMs: 2_000 },
  CredentialUnreadableError: { status: 409, code: 'credential_unreadable' },
  TooManyTargetsError: { status: 422, code: 'too_many_targets' },
};

/** SQLite's codes for a file that cannot be written: read-only, input/output error, full. */
const UNWRITABLE = new Set([8, 10, 13]);
const ISSUES_TOLD = 20;
const isTimeToTell = seldom(60_000, Date.now);

/** The one place where an error becomes an answer. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  send(reply, tellError(error, request));
}

/** An error as it is told. What is our own fault is logged once and told only by its id. */
export function tellError(
  error: FastifyError,
  request: Pick<FastifyRequest, 'id' | 'log' | 'routeOptions'>,
): ApiError {
  const told = toApiError(error);
  if (!told) {
    request.log.error({ err: error, route: request.routeOptions.url }, 'a request failed');
    const message = `the collector failed; its log says why under ${request.id}`;
    return new ApiError(500, 'internal', message, { id: request.id });
  }
  // An open page asks again and again while the store is away; the reason is known, so that no stack is needed.
  if (told.status >= 500 && isTimeToTell(`${told.code} ${request.routeOptions.url}`))
    request.log.warn(
      { code: told.code, problem: told.message, route: request.routeOptions.url },
      'requests are put off, which is told once a minute',
    );
  return told;
}

function send(reply: FastifyReply, { status, code, message, details, retryAfterMs }: ApiError): void {
  if (retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(retryAfterMs / 1000));
  // The answer of a failed route is not described by the route's own schema.
  reply
    .code(status)
    .type('application/problem+json; charset=utf-8')
    .serializer(JSON.stringify)
    .send({ status, code, message, details });
}

function toApiError(error: FastifyError): ApiError | undefined {
  if (error instanceof ApiError) return error;
  if (error instanceof z.ZodError) return toInvalid(error, 'body');
  if (error.validationContext) return toInvalid(error, error.validationContext);
  if (error.name === 'ChannelConfigError') {
    const { issues } = error as unknown as { issues: { path: string; message: string }[] };
    return new ApiError(400, 'invalid', error.message, {
      in: 'body',
      issues: issues.map(({ path, message }) => ({ field: path, message })),
    });
  }
  const known = BY_NAME[error.name];
  if (known) {
    const {
      name: _name,
      message: _message,
      stack: _stack,
      ...details
    } = error as unknown as Record<string, unknown>;
    return new ApiError(known.status, known.code, error.message, details, known.retryAfterMs);
  }
  const sqlite = (error as { errcode?: number }).errcode;
  if (sqlite !== undefined && UNWRITABLE.has(sqlite & 0xff)) {
    const message = 'the ledger cannot be written: its disk is full or read-only; make room and try again';
    return new ApiError(503, 'ledger_unwritable', message, {}, 30_000);
  }
  const status = error.statusCode ?? 500;
  if (status < 400 || status >= 500) return undefined;
  return new ApiError(status, codeOf(error, status), error.message);
}

/** What was found wrong, field by field. */
function toInvalid(error: { issues?: z.core.$ZodIssue[]; message: string }, context: string): ApiError {
  const issues = (error.issues ?? []).slice(0, ISSUES_TOLD).map((issue) => ({
    field: issue.path.map(String).join('.') || context,
    message: issue.message,
  }));
  const [first] = issues;
  const message = first ? `${first.field}: ${first.message}` : error.message;
  return new ApiError(400, 'invalid', message, { in: context, issues });
}

function codeOf(error: FastifyError, status: number): string {
  if (status === 413) return 'too_large';
  if (status === 415) return 'unknown_content_type';
  return error.code?.startsWith('FST_') ? 'bad_request' : 'refused';
}
