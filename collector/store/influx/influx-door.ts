import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { QueryTooLargeError, StoreUnavailableError } from '../store.ts';
import { type InfluxSeries, parseAnswer } from './answer.ts';
import { parseRefusal, type WriteRefusal } from './conflicts.ts';
import type { InfluxFlavour, RollupPolicy } from './flavour.ts';
import { InfluxHttp, inShort } from './influx-http.ts';

const compress = promisify(gzip);

export interface InfluxDoorOptions {
  url: string;
  timeoutMs: number;
  /** Worth it where the network is slower than the processor. */
  compress: boolean;
}

/** Where InfluxQL is answered. */
export interface QueryDoor {
  /** Runs one statement; times come in microseconds. */
  query(statement: string, policy?: RollupPolicy): Promise<InfluxSeries[]>;
}

/** What became of a write. */
export type WriteResult =
  | { was: 'written' }
  | { was: 'missing' }
  | { was: 'too_large' }
  | ({ was: 'refused' } & WriteRefusal);

const LONGEST_SHOWN = 200;

/** `/write` and `/query`, as all versions have them, and whatever else one of them needs. */
export class InfluxDoor implements QueryDoor {
  readonly url: string;
  readonly #http: InfluxHttp;
  readonly #flavour: InfluxFlavour;
  readonly #options: InfluxDoorOptions;

  constructor(flavour: InfluxFlavour, options: InfluxDoorOptions) {
    this.url = options.url;
    this.#flavour = flavour;
    this.#options = options;
    this.#http = new InfluxHttp(options.url, flavour.authorization);
  }

  /** Writes lines with times in nanoseconds, the one unit that has the same name in all versions. */
  async write(lines: Buffer, policy?: RollupPolicy): Promise<WriteResult> {
    const { compress: squeeze, timeoutMs } = this.#options;
    const { status, body } = await this.#http.ask({
      method: 'POST',
      path: `/write?${this.#flavour.place(policy)}&precision=ns`,
      headers: squeeze ? { 'content-encoding': 'gzip' } : {},
      body: squeeze ? await compress(lines, { level: 1 }) : lines,
      timeoutMs,
    });
    if (status === 204) return { was: 'written' };
    if (status === 413) return { was: 'too_large' };
    const refusal = parseRefusal(body.toString('utf8'));
    if (refusal && status === 404) return { was: 'missing' };
    if (refusal && (status === 400 || status === 422)) return { was: 'refused', ...refusal };
    throw this.#nonsense(status, body, 'lines');
  }

  /** Asks within a time that the asker allows. */
  within(timeoutMs: number): QueryDoor {
    return {
      query: (statement, policy) =>
        this.query(statement, policy, timeoutMs).catch((error) => {
          throw isLate(error) ? new QueryTooLargeError('time', timeoutMs, timeoutMs) : error;
        }),
    };
  }

  async query(
    statement: string,
    policy?: RollupPolicy,
    timeoutMs = this.#options.timeoutMs,
  ): Promise<InfluxSeries[]> {
    const { status, body } = await this.#http.ask({
      method: 'POST',
      path: `/query?${this.#flavour.place(policy)}&epoch=u`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: Buffer.from(`q=${encodeURIComponent(statement)}`),
      timeoutMs,
    });
    const result = parseAnswer(body);
    if (!result) throw this.#nonsense(status, body, 'a query');
    if ('error' in result || status !== 200) {
      const error = 'error' in result ? result.error : inShort(body);
      throw new StoreUnavailableError(
        `${this.url} answers ${status} to "${statement.slice(0, LONGEST_SHOWN)}": ${error}`,
        { code: 'unwell' },
      );
    }
    return result.series;
  }

  /** Asks an interface that answers in JSON; statuses below 500 are for the caller to judge. */
  async call(
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    body?: object,
  ): Promise<{ status: number; answer: unknown; text: string }> {
    const { status, body: bytes } = await this.#http.ask({
      method,
      path,
      headers: body ? { 'content-type': 'application/json' } : {},
      body: body && Buffer.from(JSON.stringify(body)),
      timeoutMs: this.#options.timeoutMs,
    });
    try {
      return {
        status,
        answer: bytes.length > 0 ? JSON.parse(bytes.toString('utf8')) : null,
        text: inShort(bytes),
      };
    } catch {
      // An error may be told in plain words; what was asked for comes as JSON.
      if (status >= 400) return { status, answer: null, text: inShort(bytes) };
      throw this.#nonsense(status, bytes, path);
    }
  }

  #nonsense(status: number, body: Buffer, to: string): StoreUnavailableError {
    return new StoreUnavailableError(
      `${this.url} answers ${to} with ${status} and what no InfluxDB says: "${inShort(body)}"; see whether the setting "store" names the right server`,
      { code: 'unwell' },
    );
  }

  close(): void {
    this.#http.close();
  }
}

function isLate(error: unknown): boolean {
  const { name } = (error as { cause?: Error }).cause ?? {};
  return name === 'AbortError' || name === 'TimeoutError';
}
