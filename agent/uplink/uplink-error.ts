/** Why a collector could not be reached or does not want to talk; decides what is tried next and when. */
export type UplinkFault =
  /** No connection at all: the next address, soon. */
  | 'unreachable'
  /** Something on the way does not pass WebSockets on: POST instead. */
  | 'upgrade_refused'
  /** The key is unknown, withdrawn or not allowed here: only a person can help. */
  | 'unauthorized'
  /** Neither side speaks the other's version: only an update helps. */
  | 'version'
  /** The collector wants less for a while. */
  | 'busy'
  /** It answered something that makes no sense. */
  | 'nonsense';

/** One failed attempt. */
export class UplinkError extends Error {
  readonly fault: UplinkFault;
  /** Asked for by the other side; 0 when it did not say. */
  readonly retryAfterMs: number;
  /** HTTP status or close code that said so; undefined when nothing did. */
  readonly code: number | undefined;
  constructor(
    fault: UplinkFault,
    message: string,
    options: { retryAfterMs?: number; code?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'UplinkError';
    this.fault = fault;
    this.code = options.code;
    this.retryAfterMs = options.retryAfterMs ?? 0;
  }
}

/** What an HTTP status other than success means for the uplink; `body` is what the answer said. */
export function errorOfStatus(status: number, retryAfter: string | undefined, body: string): UplinkError {
  const said = body.trim().slice(0, 300);
  const because = said === '' ? '' : `: ${said}`;
  const retryAfterMs = parseRetryAfter(retryAfter);
  switch (status) {
    case 401:
    case 403:
      return new UplinkError(
        'unauthorized',
        `the collector does not accept this agent's key (${status})${because}`,
        { code: status },
      );
    case 426:
      return new UplinkError('version', `the collector speaks other protocol versions (426)${because}`);
    case 413:
    case 429:
    case 503:
      return new UplinkError('busy', `the collector wants less for a while (${status})${because}`, {
        retryAfterMs,
      });
    default:
      return new UplinkError('nonsense', `the collector answered with status ${status}${because}`, {
        retryAfterMs,
      });
  }
}

/** Seconds as a number; dates are not used between Ward's own programs. At most an hour is believed. */
export function parseRetryAfter(text: string | undefined): number {
  const seconds = Number(text);
  return text === undefined || !Number.isFinite(seconds) || seconds < 0
    ? 0
    : Math.min(seconds, 3_600) * 1_000;
}
