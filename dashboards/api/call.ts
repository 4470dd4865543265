/** What went wrong with a call: a code for words, and whether trying again helps. */
export class ApiError extends Error {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly code: string;
  /** What goes with `code`: the issues of a form, a waiting time. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly retryAfterMs: number | null;

  constructor(status: number, code: string, message: string, extra: Partial<ApiError> = {}) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.details = extra.details ?? {};
    this.retryAfterMs = extra.retryAfterMs ?? null;
  }

  /** True when nobody was there or the collector was busy, so that the same call may work later. */
  get retryable(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** A list is given once for each of its items. */
export type Parameters = Record<string, string | number | readonly string[] | undefined>;

/** Calls to `/api/v1` of the collector that served the page. */
export interface Caller {
  get<T>(path: string, parameters?: Parameters, signal?: AbortSignal): Promise<T>;
  getBytes(
    path: string,
    parameters?: Parameters,
    signal?: AbortSignal,
  ): Promise<{ type: string; body: ArrayBuffer }>;
  /** Asks what is too long for an address; changes nothing. */
  askBytes(path: string, body: unknown, signal?: AbortSignal): Promise<{ type: string; body: ArrayBuffer }>;
  send<T>(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    /** For what takes longer than a change does, and can be waited for no longer. */
    waiting?: { signal?: AbortSignal; timeoutMs?: number },
  ): Promise<T>;
  /** Sends a file as it is. */
  sendBytes<T>(path: string, bytes: ArrayBuffer, parameters?: Parameters): Promise<T>;
}

export interface CallerOptions {
  /** With a slash at the end, relative to the page: works behind a proxy that serves a sub-path. */
  base: string;
  fetch: typeof fetch;
  /** The session has ended: an answer was 401. */
  onSignedOut(): void;
}

const BYTES_FIRST = 'application/octet-stream, application/json;q=0.5';
const READ_TIMEOUT_MS = 35_000;
const CHANGE_TIMEOUT_MS = 20_000;
const FILE_TIMEOUT_MS = 60_000;

export function createCaller({ base, fetch, onSignedOut }: CallerOptions): Caller {
  async function call(path: string, init: RequestInit, timeoutMs: number): Promise<Response> {
    // By hand: `AbortSignal.any` is missing in browsers that old machines still run.
    const abort = new AbortController();
    const stop = (): void => abort.abort();
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      stop();
    }, timeoutMs);
    init.signal?.addEventListener('abort', stop);
    let response: Response;
    try {
      response = await fetch(base + path, { credentials: 'same-origin', ...init, signal: abort.signal });
    } catch (cause) {
      if (init.signal?.aborted) throw cause;
      throw new ApiError(0, late ? 'timeout' : 'unreachable', String(cause));
    } finally {
      clearTimeout(timer);
      init.signal?.removeEventListener('abort', stop);
    }
    if (response.ok) return response;
    const problem = await problemOf(response);
    // A wrong password is answered with 401 too, and nobody was signed in then.
    if (problem.status === 401 && path !== 'session') onSignedOut();
    throw problem;
  }

  return {
    async get<T>(path: string, parameters?: Parameters, signal?: AbortSignal): Promise<T> {
      const headers = { accept: 'application/json' };
      const response = await call(path + search(parameters), { headers, signal }, READ_TIMEOUT_MS);
      return (await response.json()) as T;
    },
    async getBytes(path, parameters, signal) {
      const headers = { accept: BYTES_FIRST };
      const response = await call(path + search(parameters), { headers, signal }, READ_TIMEOUT_MS);
      return { type: response.headers.get('content-type') ?? '', body: await response.arrayBuffer() };
    },
    async askBytes(path, question, signal) {
      const headers = { accept: BYTES_FIRST, 'x-ward-csrf': '1', 'content-type': 'application/json' };
      const init = { method: 'POST', headers, signal, body: JSON.stringify(question) };
      const response = await call(path, init, READ_TIMEOUT_MS);
      return { type: response.headers.get('content-type') ?? '', body: await response.arrayBuffer() };
    },
    async send<T>(
      method: string,
      path: string,
      body?: unknown,
      { signal, timeoutMs = CHANGE_TIMEOUT_MS }: { signal?: AbortSignal; timeoutMs?: number } = {},
    ): Promise<T> {
      const headers: Record<string, string> = { accept: 'application/json', 'x-ward-csrf': '1' };
      if (body !== undefined) headers['content-type'] = 'application/json';
      const init = { method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body) };
      const response = await call(path, init, timeoutMs);
      const text = await response.text();
      return (text ? JSON.parse(text) : undefined) as T;
    },
    async sendBytes<T>(path: string, bytes: ArrayBuffer, parameters?: Parameters): Promise<T> {
      const headers = {
        accept: 'application/json',
        'x-ward-csrf': '1',
        'content-type': 'application/octet-stream',
      };
      const init = { method: 'POST', headers, body: bytes };
      const response = await call(path + search(parameters), init, FILE_TIMEOUT_MS);
      return (await response.json()) as T;
    },
  };
}

/** `?a=1&b=2` of what is given; empty when nothing is. */
export function search(parameters: Parameters = {}): string {
  const pairs: [string, string][] = [];
  for (const [name, value] of Object.entries(parameters)) {
    if (Array.isArray(value)) for (const each of value) pairs.push([name, String(each)]);
    else if (value !== undefined) pairs.push([name, String(value)]);
  }
  const text = new URLSearchParams(pairs).toString();
  return text ? `?${text}` : '';
}

async function problemOf(response: Response): Promise<ApiError> {
  let body: Record<string, unknown> = {};
  try {
    const parsed: unknown = await response.json();
    if (parsed && typeof parsed === 'object') body = parsed as Record<string, unknown>;
  } catch {
    // A proxy's page instead of ours: the status says enough.
  }
  const code = typeof body.code === 'string' ? body.code : `http_${response.status}`;
  const message = typeof body.message === 'string' ? body.message : response.statusText;
  const details = body.details && typeof body.details === 'object' ? (body.details as typeof body) : {};
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retryAfterMs = seconds > 0 ? seconds * 1000 : null;
  return new ApiError(response.status, code, message, { details, retryAfterMs });
}
